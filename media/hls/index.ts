// HLS (draft-pantos-hls-rfc8216bis): playlists as pure functions of what is presented.
export { type PlaylistTrack, writeMediaPlaylist, writeTextPlaylist } from './media-playlist.ts';
export { writeMultivariantPlaylist } from './multivariant-playlist.ts';
