// The catalogue: what there is, who made it, who may see it.
export { type ImageRoutesDeps, registerImageRoutes } from './artwork/image-routes.ts';
export { createImages, type Images, type ImagesDeps } from './artwork/images.ts';
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
export { unknownTitle } from './browse.ts';
export { type Catalog, type CatalogDeps, catalogMigrations, createCatalog } from './catalog.ts';
export type { HomeReader, ShownRow, ViewerLists } from './home.ts';
export { type PlayableTitle, playableTitles, type TitleRows } from './playable-titles.ts';
export { type CatalogRoutesDeps, registerCatalogRoutes } from './routes.ts';
export type { Marker, PersonContent, TermContent, TitleContent } from './title.ts';
export { registerViewerRoutes, type Viewership } from './viewer-routes.ts';
