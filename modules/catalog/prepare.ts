// Checks what editors wrote against the rest of the catalogue, and chooses slugs.
import type { ImageKind } from './artwork/image-kinds.ts';
import { checkTitle, parentKinds } from './check-title.ts';
import { catalogError } from './errors.ts';
import { rankLanguages } from './language.ts';
import type { NameStore } from './name-store.ts';
import type { AnyTransaction } from './rows.ts';
import { slugOf } from './slug.ts';
import type { TitleStore } from './store.ts';
import type { PersonContent, TermContent, TitleContent, TitleKind } from './title.ts';

export interface PrepareDeps {
  readonly titles: TitleStore;
  readonly names: NameStore;
  /** Which of the assets exist. */
  knownAssets(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** What the images are of; without those that do not exist. */
  imageKinds(transaction: AnyTransaction, ids: readonly string[]): Promise<ReadonlyMap<string, ImageKind>>;
}

interface Place<C> {
  readonly id: string;
  readonly previous: C | null;
}

type Relatives = ReadonlyMap<string, { readonly kind: TitleKind; readonly slug: string }>;

/** Numbers that are tried behind a slug that is taken. */
const SLUG_ATTEMPTS = 20;

export function createPreparation(deps: PrepareDeps) {
  const { titles, names } = deps;

  return {
    /** @throws `catalog-invalid`, `number-taken`, `slug-taken` */
    async title(
      transaction: AnyTransaction,
      content: TitleContent,
      { id, previous }: Place<TitleContent>,
    ): Promise<TitleContent> {
      const relativeIds = [
        ...content.members,
        ...content.relations.map(({ titleId }) => titleId),
        ...(content.parentId === null ? [] : [content.parentId]),
      ];
      const relatives = await titles.kindsOf(transaction, relativeIds);
      const problems = [
        ...checkTitle(content),
        ...checkKind(content, previous),
        ...checkRelatives(content, relatives, id),
        ...(await missingPeople(names, transaction, content)),
        ...(await missingAssets(deps, content, previous)),
        ...(await wrongImages(deps, transaction, { added: newArtwork(content, previous) })),
      ];
      if (problems.length > 0)
        throw catalogError('catalog-invalid', problems.slice(0, 20).join(' '), { details: { problems } });
      if (content.number !== null) {
        const owner = await titles.numberTakenBy(transaction, content);
        if (owner !== null && owner !== id)
          throw catalogError(
            'number-taken',
            `${content.kind} ${content.number} of ${content.parentId} is ${owner}.`,
          );
      }
      const parentSlug = content.parentId === null ? '' : (relatives.get(content.parentId)?.slug ?? '');
      const slug = await settleSlug(
        { wanted: content.slug, proposal: proposeSlug(content, parentSlug), id },
        // A slug that is asked for may be one that another title gave up; none is taken from it by chance.
        (slugs) => titles.slugOwners(transaction, slugs, { andFormer: content.slug === '' }),
      );
      return { ...content, slug };
    },

    /** @throws `catalog-invalid`, `slug-taken` */
    async person(
      transaction: AnyTransaction,
      content: PersonContent,
      { id, previous }: Place<PersonContent>,
    ): Promise<PersonContent> {
      checkNames(content);
      const { portraitId } = content;
      const added = portraitId === null || portraitId === previous?.portraitId ? [] : [portraitId];
      const [problem] = await wrongImages(deps, transaction, {
        added: added.map((imageId) => ({ imageId, kind: 'portrait' })),
      });
      if (problem !== undefined) throw catalogError('catalog-invalid', problem);
      const name = content.names[content.originalLanguage] ?? '';
      const slug = await settleSlug({ wanted: content.slug, proposal: slugOf(name), id }, (slugs) =>
        names.peopleBySlug(transaction, slugs),
      );
      return { ...content, slug };
    },

    /** @throws `slug-taken`, `catalog-invalid` */
    async term(
      transaction: AnyTransaction,
      content: TermContent,
      { id, previous }: Place<TermContent>,
    ): Promise<TermContent> {
      if (previous !== null && previous.kind !== content.kind)
        throw catalogError(
          'catalog-invalid',
          `A ${previous.kind} cannot become a ${content.kind}; make a new one.`,
        );
      checkNames(content);
      await settleSlug({ wanted: content.slug, proposal: '', id }, (slugs) =>
        names.termsBySlug(transaction, content.kind, slugs),
      );
      return content;
    },
  };
}

function checkNames({ originalLanguage, names }: PersonContent | TermContent): void {
  if (Object.hasOwn(names, originalLanguage)) return;
  throw catalogError(
    'catalog-invalid',
    `names has nothing in ${originalLanguage}, which is the originalLanguage.`,
  );
}

function checkKind(content: TitleContent, previous: TitleContent | null): string[] {
  if (previous === null || previous.kind === content.kind) return [];
  return [`A ${previous.kind} cannot become a ${content.kind}; make a new title.`];
}

function checkRelatives(content: TitleContent, relatives: Relatives, id: string): string[] {
  const problems: string[] = [];
  const { kind, parentId, members, relations } = content;
  if (parentId !== null) {
    const parent = relatives.get(parentId);
    if (parent === undefined) problems.push(`The parent ${parentId} does not exist.`);
    else if (!parentKinds[kind].includes(parent.kind))
      problems.push(
        `The parent ${parentId} is a ${parent.kind}; a ${kind} stands below a ${parentKinds[kind].join(' or ')}.`,
      );
  }
  for (const member of members) {
    if (member === id) problems.push('A collection cannot be its own member.');
    else if (!relatives.has(member)) problems.push(`The member ${member} does not exist.`);
  }
  for (const { kind: relation, titleId } of relations) {
    if (titleId === id) problems.push(`A title cannot be its own ${relation}.`);
    else if (!relatives.has(titleId)) problems.push(`The ${relation} ${titleId} does not exist.`);
  }
  return problems;
}

async function missingPeople(
  names: NameStore,
  transaction: AnyTransaction,
  { credits }: TitleContent,
): Promise<string[]> {
  const ids = [...new Set(credits.map(({ personId }) => personId))];
  const known = await names.knownPeople(transaction, ids);
  return ids.filter((id) => !known.has(id)).map((id) => `The person ${id} does not exist.`);
}

/** Only links that are new: an asset that was deleted since must not stand in the way of other edits. */
async function missingAssets(
  deps: PrepareDeps,
  content: TitleContent,
  previous: TitleContent | null,
): Promise<string[]> {
  const before = new Set(previous?.assets.map(({ assetId }) => assetId));
  const added = [...new Set(content.assets.map(({ assetId }) => assetId))].filter((id) => !before.has(id));
  if (added.length === 0) return [];
  const known = await deps.knownAssets(added);
  return added.filter((id) => !known.has(id)).map((id) => `The asset ${id} does not exist.`);
}

function newArtwork(content: TitleContent, previous: TitleContent | null): TitleContent['artwork'] {
  const before = new Set(previous?.artwork.map(({ kind, imageId }) => `${kind} ${imageId}`));
  return content.artwork.filter(({ kind, imageId }) => !before.has(`${kind} ${imageId}`));
}

/** An image is cut for what it was uploaded as. */
async function wrongImages(
  deps: PrepareDeps,
  transaction: AnyTransaction,
  { added }: { readonly added: readonly { readonly kind: ImageKind; readonly imageId: string }[] },
): Promise<string[]> {
  if (added.length === 0) return [];
  const kinds = await deps.imageKinds(
    transaction,
    added.map(({ imageId }) => imageId),
  );
  return added.flatMap(({ kind, imageId }) => {
    const actual = kinds.get(imageId);
    if (actual === undefined) return [`The image ${imageId} does not exist.`];
    return actual === kind
      ? []
      : [`The image ${imageId} is a ${actual}, not a ${kind}; frame it anew as one.`];
  });
}

/** `dark`, `dark-s1`, `dark-s1e3`; for others the name. */
function proposeSlug({ kind, number, originalLanguage, texts }: TitleContent, parentSlug: string): string {
  if (kind === 'season') return `${parentSlug}-s${number}`;
  if (kind === 'episode') return `${parentSlug}e${number}`;
  const language = rankLanguages(Object.keys(texts), ['en'], originalLanguage);
  const names = [originalLanguage, ...language].map((tag) => slugOf(texts[tag]?.name ?? ''));
  return names.find((name) => name !== '') ?? '';
}

async function settleSlug(
  wish: { readonly wanted: string; readonly proposal: string; readonly id: string },
  ownersOf: (slugs: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<string> {
  const { wanted, proposal, id } = wish;
  const tail = id.slice(-10);
  const candidates =
    wanted !== ''
      ? [wanted]
      : [
          ...Array.from({ length: proposal === '' ? 0 : SLUG_ATTEMPTS }, (_, index) =>
            index === 0 ? proposal : `${proposal}-${index + 1}`,
          ),
          proposal === '' ? tail : `${proposal}-${tail}`,
        ];
  const owners = await ownersOf(candidates);
  const free = candidates.find((slug) => (owners.get(slug) ?? id) === id);
  if (free !== undefined) return free;
  throw catalogError('slug-taken', `The slug "${wanted}" belongs to ${owners.get(wanted)}. Choose another.`);
}
