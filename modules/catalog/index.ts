// The catalogue: what there is, who made it, who may see it.
export { type ImageRoutesDeps, registerImageRoutes } from './artwork/image-routes.ts';
export { createImages, type Images, type ImagesDeps } from './artwork/images.ts';
export { shownArtworkSchema, toShownArtwork } from './artwork/show-artwork.ts';
export {
  type Availability,
  type DeviceKind,
  decideAvailability,
  deviceKinds,
  type Refusal,
  type TitleFacts,
  unknownViewer,
  type ViewerFacts,
} from './availability.ts';
export { type Browse, unknownTitle } from './browse.ts';
export { languageQuery, languagesOf, shownAnswers, toAnswers } from './browse-routes.ts';
export { type Catalog, type CatalogDeps, catalogMigrations, createCatalog } from './catalog.ts';
export { catalogChanged, homeRowChanged } from './catalog-events.ts';
export { createEpisodes, type Episodes } from './episodes.ts';
export { createImports, type Imports } from './feeds/imports.ts';
export type { HomeReader, ShownRow, ViewerLists } from './home.ts';
export { type PlayableTitle, playableTitles, previewHash, readPlayableTitle } from './playable-titles.ts';
export type { Reader, ShownTitle, ShownTitleInFull } from './present.ts';
export { type CatalogRoutesDeps, registerCatalogRoutes } from './routes.ts';
export type { Marker, PersonContent, TermContent, TitleContent } from './title.ts';
export { readerOf, registerViewerRoutes, type Viewership } from './viewer-routes.ts';
