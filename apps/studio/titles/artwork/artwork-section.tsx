/** Pictures by kind and language: dropped or chosen, framed, framed anew, taken away. */
import { useQuery } from '@tanstack/react-query';
import type { CatalogImage } from '@vitascope/client';
import { artworkUrl, Button, IconButton, notify, Artwork as Picture, Select } from '@vitascope/design';
import { Crop, ImagePlus, Trash2 } from 'lucide-react';
import { type DragEvent, type JSX, useEffect, useId, useRef, useState } from 'react';
import { api, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { imageQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { type Artwork, type ArtworkKind, artworkKinds } from '../title-types.ts';
import { type Upload, uploadFile } from '../upload-file.ts';
import styles from './artwork.module.css';
import { FrameDialog, type FrameWish } from './frame-dialog.tsx';
import { framingQuery, ratios, zoomOf } from './framing.ts';

/** What is being framed: a file that was dropped, or an image that is linked already. */
interface Work {
  readonly src: string;
  readonly first: FrameWish;
  readonly kinds: readonly ArtworkKind[];
  readonly file: File | null;
  /** The one that it takes the place of. */
  readonly replaced: Artwork | null;
}

const shapes = { poster: '2/3', backdrop: '16/9', still: '16/9', logo: '16/9' } as const;
const centre = { focus: { x: 0.5, y: 0.5 }, zoom: 1 };
const MAX_BYTES = 30_000_000;

export function ArtworkSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set } = useEditor();
  const [work, setWork] = useState<Work | null>(null);
  const { artwork } = title;
  const languages = [...new Set([title.originalLanguage, ...Object.keys(title.texts)])];
  const link = (wish: FrameWish, image: CatalogImage, replaced: Artwork | null): void => {
    queries.setQueryData(imageQuery(image.id).queryKey, image);
    const next = { kind: wish.kind, imageId: image.id, language: wish.language };
    // One of a kind in a language: the newer takes the place of the older.
    const rest = artwork.filter(
      (one) =>
        !(one === replaced && one.kind === next.kind) &&
        !(one.kind === next.kind && one.language === next.language),
    );
    set('artwork', [...rest, next]);
  };
  const begin = (file: File, kind: ArtworkKind): void => {
    if (file.size > MAX_BYTES)
      return void notify({ kind: 'bad', text: t('titles.artwork.large', { name: file.name }) });
    const isTaken = artwork.some((one) => one.kind === kind && one.language === null);
    setWork({
      src: URL.createObjectURL(file),
      first: { kind, language: isTaken || kind === 'logo' ? title.originalLanguage : null, framing: centre },
      kinds: artworkKinds,
      file,
      replaced: null,
    });
  };
  return (
    <Section id="artwork" text={t('titles.artwork.text')}>
      {artworkKinds.map((kind) => (
        <div key={kind} className={styles['kind']}>
          <h3 className={styles['kind-name']}>
            {t(`titles.artwork.${kind}`)}
            <span>{t(`titles.artwork.${kind}.use`)}</span>
          </h3>
          <ul className={styles['tiles']} data-kind={kind}>
            {artwork
              .filter((one) => one.kind === kind)
              .map((one) => (
                <Tile
                  key={one.imageId + (one.language ?? '')}
                  artwork={one}
                  languages={languages}
                  onChange={(next) =>
                    set(
                      'artwork',
                      artwork.map((other) => (other === one ? next : other)),
                    )
                  }
                  onRemove={() =>
                    set(
                      'artwork',
                      artwork.filter((other) => other !== one),
                    )
                  }
                  onFrame={setWork}
                />
              ))}
            <DropTile kind={kind} onFile={(file) => begin(file, kind)} />
          </ul>
        </div>
      ))}
      {work === null ? null : (
        <Framing
          work={work}
          languages={languages}
          onDone={(wish, image) => {
            link(wish, image, work.replaced);
            setWork(null);
          }}
          onClose={() => setWork(null)}
        />
      )}
    </Section>
  );
}

function Framing({
  work,
  languages,
  onDone,
  onClose,
}: {
  readonly work: Work;
  readonly languages: readonly string[];
  onDone(wish: FrameWish, image: CatalogImage): void;
  onClose(): void;
}): JSX.Element {
  const [progress, setProgress] = useState<number | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const upload = useRef<Upload<CatalogImage> | null>(null);
  useEffect(
    () => () => {
      upload.current?.stop();
      if (work.file !== null) URL.revokeObjectURL(work.src);
    },
    [work],
  );
  const done = async (wish: FrameWish, size: { width: number; height: number }): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const query = { kind: wish.kind, ...framingQuery(size, wish.framing, ratios[wish.kind]) };
      let image: CatalogImage;
      if (work.file === null) {
        const params = { path: { id: work.replaced?.imageId ?? '' }, query };
        image = (await api.POST('/api/v1/catalog/images/{id}/frames', { params, timeoutMs: 120_000 })).data;
      } else {
        const search = new URLSearchParams(
          Object.entries(query).map(([name, value]) => [name, String(value)]),
        );
        const { file } = work;
        const type = file.type === '' ? 'application/octet-stream' : file.type;
        upload.current = uploadFile<CatalogImage>(
          `/api/v1/catalog/images?${search}`,
          file,
          type,
          setProgress,
        );
        image = await upload.current.done;
        upload.current = null;
      }
      onDone(wish, image);
    } catch (caught) {
      if ((caught as Error).name !== 'AbortError') setError((caught as Error).message);
      setBusy(false);
    }
  };
  return (
    <FrameDialog
      src={work.src}
      first={work.first}
      kinds={work.kinds}
      languages={languages}
      isBusy={isBusy}
      progress={progress}
      error={error}
      onDone={(wish, size) => void done(wish, size)}
      onClose={onClose}
    />
  );
}

function Tile({
  artwork,
  languages,
  onChange,
  onRemove,
  onFrame,
}: {
  readonly artwork: Artwork;
  readonly languages: readonly string[];
  onChange(artwork: Artwork): void;
  onRemove(): void;
  onFrame(work: Work): void;
}): JSX.Element {
  const { t, nameOf } = useTexts();
  const { kind, imageId, language } = artwork;
  const image = useQuery(imageQuery(imageId));
  const [isOpening, setOpening] = useState(false);
  const named = language === null ? t('titles.artwork.wordless') : nameOf('language', language);
  const label = `${t(`titles.artwork.${kind}`)}, ${named}`;
  /** The whole upload in its own proportions, to be framed anew. */
  const open = async (): Promise<void> => {
    if (image.data === undefined) return;
    setOpening(true);
    try {
      const params = { path: { id: imageId }, query: { kind: 'logo' as const } };
      const { data: whole } = await api.POST('/api/v1/catalog/images/{id}/frames', {
        params,
        timeoutMs: 120_000,
      });
      const { framing, source } = image.data;
      onFrame({
        src: artworkUrl(whole, 1280, whole.formats.includes('png') ? 'png' : 'webp'),
        first: {
          kind,
          language,
          framing: { focus: framing.focus, zoom: zoomOf(source, framing.crop, ratios[kind]) },
        },
        kinds: artworkKinds,
        file: null,
        replaced: artwork,
      });
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.artwork.open.failed'), detail: (error as Error).message });
    } finally {
      setOpening(false);
    }
  };
  return (
    <li className={styles['tile']}>
      <Picture
        image={image.data}
        alt={label}
        name={image.isPending ? '' : t('titles.artwork.gone')}
        ratio={shapes[kind]}
        sizes="(max-width: 760px) 45vw, 260px"
        className={styles['tile-picture'] ?? ''}
      />
      <div className={styles['tile-tools']}>
        <Select
          label={t('titles.artwork.language')}
          isLabelHidden
          value={language ?? 'none'}
          options={[
            { value: 'none', label: t('titles.artwork.wordless') },
            ...[...new Set([...languages, ...(language === null ? [] : [language])])].map((value) => ({
              value,
              label: nameOf('language', value),
            })),
          ]}
          onChoose={(value) => onChange({ ...artwork, language: value === 'none' ? null : value })}
        />
        <IconButton
          label={t('titles.artwork.frame', { label })}
          icon={<Crop />}
          disabled={isOpening || image.data === undefined}
          onClick={() => void open()}
        />
        <IconButton
          label={t('titles.artwork.remove', { label })}
          icon={<Trash2 />}
          kind="danger"
          onClick={onRemove}
        />
      </div>
    </li>
  );
}

function DropTile({ kind, onFile }: { readonly kind: ArtworkKind; onFile(file: File): void }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <li
      className={styles['drop']}
      data-over={isOver}
      style={{ aspectRatio: shapes[kind] }}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      <ImagePlus aria-hidden="true" />
      <Button size="small" onClick={() => input.current?.click()} aria-describedby={id}>
        {t('titles.artwork.choose')}
        <span className="visually-hidden">: {t(`titles.artwork.${kind}`)}</span>
      </Button>
      <span id={id} className={styles['drop-words']}>
        {t('titles.artwork.drop')}
      </span>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('titles.artwork.file', { kind: t(`titles.artwork.${kind}`) })}
        accept="image/jpeg,image/png,image/webp,image/avif"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </li>
  );
}
