/** The player of both web apps: an engine that plays, a viewing that asks for the right to, and the component around both. */
export { createEngine, type Engine, type EngineSource, type EngineState } from './engine/engine.ts';
export { type DataUse, dataUse } from './engine/first-rendition.ts';
export { rehearse } from './engine/rehearse.ts';
export { useStore } from './engine/store.ts';
export type { EndReason } from './session/heartbeats.ts';
export { renewAfterMs } from './session/renewal.ts';
export { createViewing, type Viewing, type ViewingState, type Wish } from './session/viewing.ts';
export { Player, type PlayerProps } from './ui/player.tsx';
export type { Marker, NextUp } from './ui/skip-and-next.tsx';
export { UrlPlayer, type UrlPlayerProps } from './ui/url-player.tsx';
export type { MediaFacts } from './ui/use-platform.ts';
export { coolDown, takeWarm, type WarmWish, warmUp } from './warm/warm-up.ts';
