// The product with people and titles in it, and a browser before it: what tests of the web apps begin with.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/chromium.ts';
import { type AccountClient, createAccountClient, signUp } from '../server/account-client.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { type Published, publishTitles, type TitleWish } from './publish-titles.ts';
import { openVisit, type Visit, type VisitWish } from './visit.ts';

export { sampleTitles } from './publish-titles.ts';
export { axe, screenshot, titled } from './visit.ts';

export interface ProfileWish {
  readonly name: string;
  readonly isKids?: boolean;
  readonly maturityLimit?: number;
  readonly language?: string;
}

export interface StageWish {
  /** None without it; `sampleTitles` are a good choice. */
  readonly titles?: readonly TitleWish[];
  /** Of the film that all titles play. */
  readonly seconds?: number;
  /** Of the viewer. One, `Vera`, without it. */
  readonly profiles?: readonly ProfileWish[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** Asks the API as this person, in a session of its own. */
  readonly client: AccountClient;
}

export interface Stage {
  readonly server: ServerProcess;
  readonly browser: Browser;
  readonly viewer: Person & { readonly profiles: ReadonlyMap<string, string> };
  readonly owner: Person;
  /** Ids by name; empty where no titles were wished. */
  readonly titles: ReadonlyMap<string, string>;
  /** What the titles play; null without titles. */
  readonly assetId: string | null;
  /** A browser with cookies of its own, signed in already. `close` of the stage closes it. */
  context(wish?: VisitWish & { readonly as?: 'viewer' | 'owner' | 'nobody' }): Promise<Visit>;
  /** Stops the server, does what is to be done meanwhile, and starts it again on the same data and port. */
  restart(between?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = 'correct horse battery';

export async function openStage(wish: StageWish = {}): Promise<Stage> {
  const data = await makeDataDir();
  const opened: (() => Promise<unknown>)[] = [data.remove];
  const close = async (): Promise<void> => {
    for (const end of opened.reverse()) await end();
    opened.length = 0;
  };
  try {
    const start = (environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> =>
      startServerProcess({ dataDir: data.path, environment: { ...wish.environment, ...environment } });
    let server = await start();
    opened.push(() => server.stop());
    const browser = await launchChromium();
    opened.push(() => browser.close());
    const people = await makePeople(server, wish.profiles ?? [{ name: 'Vera' }]);
    const published = await publish(server, wish);
    return {
      get server() {
        return server;
      },
      browser,
      ...people,
      ...published,
      async context({ as = 'nobody', ...visitWish } = {}) {
        const visit = await openVisit(browser, server.url, visitWish);
        if (as !== 'nobody') await signIn(visit, people[as]);
        return visit;
      },
      async restart(between) {
        const { port } = new URL(server.url);
        await server.stop();
        await between?.();
        server = await start({ VITASCOPE_PORT: port });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function publish(
  server: ServerProcess,
  { titles = [], seconds }: StageWish,
): Promise<Pick<Stage, 'titles'> & { readonly assetId: string | null }> {
  if (titles.length === 0) return { titles: new Map(), assetId: null };
  const published: Published = await publishTitles(server, titles, seconds);
  return published;
}

async function makePeople(
  server: ServerProcess,
  wishes: readonly ProfileWish[],
): Promise<Pick<Stage, 'viewer' | 'owner'>> {
  const person = (email: string, name: string): Person => {
    return { email, name, password: PASSWORD, client: createAccountClient(server) };
  };
  const owner = person('olive@example.org', 'Olive');
  const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1] ?? assert.fail('no set-up link');
  const { email, name, password } = owner;
  const made = await owner.client.ask('POST', '/api/v1/auth/set-up', { token, email, name, password });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const viewer = person('vera@example.org', 'Vera');
  await signUp(server, viewer.client, viewer);
  const profiles = new Map<string, string>();
  for (const profile of wishes) {
    const answer = await viewer.client.ask('POST', '/api/v1/profiles', { ...profile, password: PASSWORD });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    profiles.set(profile.name, answer.body.id);
  }
  return { owner, viewer: { ...viewer, profiles } };
}

/** The cookies come by the API, as from the form of the app. */
async function signIn({ context }: Visit, { email, password }: Person): Promise<void> {
  const answer = await context.request.post('/api/v1/auth/sign-in', { data: { email, password } });
  assert.equal(answer.status(), 200, await answer.text());
}
