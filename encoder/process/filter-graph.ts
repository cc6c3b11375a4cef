// One decoded picture in, one picture for each rendition out: treatment, split, scale.

import type { PictureTreatment, VideoEncodeRecipe } from '@vitascope/media/ladder';
import {
  AV_BUFFERSRC_FLAG_KEEP_REF,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
} from 'node-av/constants';
import { FFmpegError, type FilterContext, FilterGraph, type Frame } from 'node-av/lib';

export interface PictureGraph {
  push(frame: Frame): void;
  /** No more pictures come: what is held back may be pulled now. */
  flush(): void;
  /** Takes the next picture for output `index` into `frame`; false when there is none yet. */
  pull(index: number, frame: Frame): boolean;
  /** False when a picture is of another shape than the graph was made for. */
  fits(frame: Frame): boolean;
  free(): void;
}

/** True where a picture's treatment looks at its neighbours, so that a segment's first cannot continue a run. */
export function isStateful(treatment: PictureTreatment): boolean {
  return treatment.deinterlace;
}

/** @throws FFmpegError where the graph cannot be made for such pictures */
export function createPictureGraph(
  first: Frame,
  timescale: number,
  recipes: readonly VideoEncodeRecipe[],
): PictureGraph {
  return openGraph(first, describeGraph(first, timescale, recipes), recipes.length);
}

export interface TileShape {
  readonly width: number;
  readonly height: number;
  readonly treatment: PictureTreatment;
}

/**
 * One picture in, one small one out, in the colours of JPEG (BT.601 in full range, ITU-T T.871 §6.2). Small first: what
 * comes after costs nothing then.
 *
 * @throws FFmpegError where the graph cannot be made for such pictures
 */
export function createTileGraph(first: Frame, { width, height, treatment }: TileShape): PictureGraph {
  const isTurned = treatment.rotateDegrees % 180 !== 0;
  const filters = [
    `buffer@in=${describeSource(first, 1000)}`,
    `scale=${isTurned ? `${height}:${width}` : `${width}:${height}`}:flags=area`,
    ...treatmentFilters(treatment, 1000),
    'scale=out_color_matrix=smpte170m:out_range=pc',
    'format=yuvj420p',
    'setsar=1',
    'setparams=range=pc:colorspace=smpte170m',
    'buffersink@out0',
  ];
  return openGraph(first, filters.join(','), 1);
}

/** Pictures of one size in, sheets of them out; the last one by `flush`, black where it has none. */
export function createSheetGraph(first: Frame, columns: number, rows: number): PictureGraph {
  return openGraph(
    first,
    `buffer@in=${describeSource(first, 1000)},tile=${columns}x${rows},buffersink@out0`,
    1,
  );
}

function openGraph(first: Frame, description: string, outputs: number): PictureGraph {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const shape = shapeOf(first);
  FFmpegError.throwIfError(graph.parse2(description), 'Describing the filters');
  FFmpegError.throwIfError(graph.configSync(), 'Connecting the filters');
  const source = named(graph, 'buffer@in');
  const sinks = Array.from({ length: outputs }, (_, i) => named(graph, `buffersink@out${i}`));
  return {
    push(frame) {
      FFmpegError.throwIfError(
        source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF),
        'Filtering a picture',
      );
    },
    flush() {
      source.buffersrcAddFrameSync(null);
    },
    pull: (index, frame) => (sinks[index] as FilterContext).buffersinkGetFrameSync(frame) >= 0,
    fits: (frame) => shapeOf(frame) === shape,
    free: () => graph.free(),
  };
}

function named(graph: FilterGraph, name: string): FilterContext {
  const filter = graph.getFilter(name);
  if (filter === null) throw new Error(`the filter graph has no ${name}`);
  return filter;
}

function shapeOf(frame: Frame): string {
  const aspect = frame.sampleAspectRatio;
  return `${frame.width}x${frame.height} ${frame.format} ${aspect.num}/${aspect.den} ${frame.colorSpace} ${frame.colorRange}`;
}

function describeSource(frame: Frame, timescale: number): string {
  const aspect = frame.sampleAspectRatio;
  return [
    `video_size=${frame.width}x${frame.height}`,
    `pix_fmt=${frame.format}`,
    `time_base=1/${timescale}`,
    `pixel_aspect=${aspect.num > 0 ? aspect.num : 1}/${aspect.den > 0 ? aspect.den : 1}`,
    ...(frame.colorSpace === AVCOL_SPC_UNSPECIFIED ? [] : [`colorspace=${frame.colorSpace}`]),
    ...(frame.colorRange === AVCOL_RANGE_UNSPECIFIED ? [] : [`range=${frame.colorRange}`]),
  ].join(':');
}

function describeGraph(frame: Frame, timescale: number, recipes: readonly VideoEncodeRecipe[]): string {
  const treatment = recipes[0]?.treatment;
  const shared = [
    `buffer@in=${describeSource(frame, timescale)}`,
    ...(treatment === undefined ? [] : treatmentFilters(treatment, timescale)),
  ].join(',');
  if (recipes.length === 1) return `${shared},${scaleFilters(recipes[0] as VideoEncodeRecipe, 0)}`;
  const labels = recipes.map((_, i) => `[s${i}]`);
  const branches = recipes.map((recipe, i) => `${labels[i]}${scaleFilters(recipe, i)}`);
  return [`${shared},split=${recipes.length}${labels.join('')}`, ...branches].join(';');
}

/** The treatment is the same for all renditions of a track: it comes from the track. */
function treatmentFilters(treatment: PictureTreatment, timescale: number): string[] {
  const filters: string[] = [];
  // bwdif counts in half ticks, whatever its mode.
  if (treatment.deinterlace) filters.push('bwdif=mode=send_frame:deint=all', `settb=1/${timescale}`);
  if (treatment.tonemap) {
    filters.push(
      'zscale=t=linear:npl=100',
      'format=gbrpf32le',
      'zscale=p=bt709',
      'tonemap=hable:desat=0',
      'zscale=t=bt709:m=bt709:r=tv',
      'format=yuv420p',
    );
  }
  if (treatment.rotateDegrees === 90) filters.push('transpose=clock');
  if (treatment.rotateDegrees === 180) filters.push('hflip', 'vflip');
  if (treatment.rotateDegrees === 270) filters.push('transpose=cclock');
  return filters;
}

function scaleFilters(recipe: VideoEncodeRecipe, output: number): string {
  return `scale=${recipe.width}:${recipe.height}:flags=bicubic:out_range=tv,format=yuv420p,setsar=1,buffersink@out${output}`;
}
