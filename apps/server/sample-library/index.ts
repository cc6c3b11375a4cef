/** The sample library: titles, people, pictures and films that this machine makes itself, put in through the API alone. */
export { createArtworkUploads } from './artwork/upload-artwork.ts';
export { fillCatalogue, hasBegun, strangersAmong } from './fill-catalogue.ts';
export { createFilms, filmSeconds } from './films.ts';
export { arrangeHome } from './home-rows.ts';
export { titles } from './titles.ts';
