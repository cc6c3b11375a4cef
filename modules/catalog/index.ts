// The catalogue: what there is, who made it, who may see it.
export type { Availability, DeviceKind, Refusal, ViewerFacts } from './availability.ts';
export { type Catalog, type CatalogDeps, catalogMigrations, createCatalog } from './catalog.ts';
export type { HomeReader, ShownRow, ViewerLists } from './home.ts';
export { type CatalogRoutesDeps, registerCatalogRoutes } from './routes.ts';
export type { Marker, PersonContent, TermContent, TitleContent } from './title.ts';
