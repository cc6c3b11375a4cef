// Recipes and the default ladder.

export {
  defaultLadder,
  type LadderOptions,
  type LadderSource,
  type LadderStep,
  rungName,
} from './default-ladder.ts';
export type {
  AudioCopyRecipe,
  AudioEncodeRecipe,
  AudioRecipe,
  PictureTreatment,
  Recipe,
  VideoCopyRecipe,
  VideoEncodeRecipe,
  VideoRecipe,
} from './recipe.ts';
