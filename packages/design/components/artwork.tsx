/** A picture that keeps its place, shows a colour of its own while it loads, and comes in the size and format that fits. */
import { type JSX, useState } from 'react';
import { classNames } from '../class-names.ts';
import styles from './artwork.module.css';

/** As the API shows pictures. */
export interface ArtworkSource {
  readonly url: string;
  readonly widths: readonly number[];
  readonly formats: readonly ('avif' | 'webp' | 'jpg' | 'png')[];
  readonly color: string;
  readonly focus: { readonly x: number; readonly y: number };
  readonly width: number;
  readonly height: number;
}

export interface ArtworkProps {
  /** Null shows the name on a ground instead. */
  readonly image: ArtworkSource | null | undefined;
  /** What is to be seen; empty where words beside it say it already. */
  readonly alt: string;
  /** Stands in where there is no picture. */
  readonly name: string;
  readonly ratio: '2/3' | '16/9' | '1/1' | '21/9' | 'fill';
  /** As of `<img sizes>`. */
  readonly sizes: string;
  /** Among the first things to be seen: fetched at once, ahead of others. */
  readonly isFirst?: boolean;
  readonly className?: string;
}

const types = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' } as const;

/** The address of one file of a picture. */
export function artworkUrl(image: ArtworkSource, width: number, format: keyof typeof types): string {
  const fitting = image.widths.find((one) => one >= width) ?? image.widths.at(-1) ?? width;
  return image.url.replace('{width}', String(fitting)).replace('{format}', format);
}

export function Artwork(props: ArtworkProps): JSX.Element {
  const { image, alt, name, ratio, sizes, isFirst = false, className } = props;
  const [isLoaded, setLoaded] = useState(false);
  const [isBroken, setBroken] = useState(false);
  const look = classNames(styles['frame'], className);
  const aspect = ratio === 'fill' ? {} : { aspectRatio: ratio };
  if (image === null || image === undefined || isBroken)
    return (
      <span className={classNames(look, styles['nameless'])} style={aspect}>
        <span aria-hidden={alt === ''}>{name}</span>
      </span>
    );
  const sources = image.formats.slice(0, -1);
  const last = image.formats.at(-1) ?? 'jpg';
  const setOf = (format: keyof typeof types): string =>
    image.widths.map((width) => `${artworkUrl(image, width, format)} ${width}w`).join(', ');
  return (
    <span className={look} style={{ ...aspect, backgroundColor: image.color }}>
      <picture>
        {sources.map((format) => (
          <source key={format} type={types[format]} srcSet={setOf(format)} sizes={sizes} />
        ))}
        <img
          ref={(node) => {
            if (node?.complete === true && node.naturalWidth > 0) setLoaded(true);
          }}
          src={artworkUrl(image, 400, last)}
          srcSet={setOf(last)}
          sizes={sizes}
          alt={alt}
          width={image.width}
          height={image.height}
          loading={isFirst ? 'eager' : 'lazy'}
          fetchPriority={isFirst ? 'high' : 'auto'}
          decoding={isFirst ? 'sync' : 'async'}
          draggable={false}
          style={{ objectPosition: `${image.focus.x * 100}% ${image.focus.y * 100}%` }}
          data-loaded={isLoaded}
          onLoad={() => setLoaded(true)}
          onError={() => setBroken(true)}
        />
      </picture>
    </span>
  );
}
