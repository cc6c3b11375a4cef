// HLS (draft-pantos-hls-rfc8216bis): playlists as pure functions of what is presented.
export { writeImagePlaylist } from './image-playlist.ts';
export { type PlaylistTrack, writeMediaPlaylist, writeTextPlaylist } from './media-playlist.ts';
export { writeMultivariantPlaylist } from './multivariant-playlist.ts';
