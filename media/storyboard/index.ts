// Storyboards: small pictures of a title by time, put together into sheets, for whoever looks for a place in it.
export {
  planStoryboard,
  type StoryboardPlan,
  sheetCount,
  tileSpan,
  tilesOnSheet,
} from './plan-storyboard.ts';
export { writeStoryboard } from './write-storyboard.ts';
