/** A reporter for `node:test` that writes one word for every test: passed, failed or skipped. */
import type { TestEvent } from 'node:test/reporters';

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { skip, todo, details } = event.data;
    if (details.type === 'suite') {
      // A suite fails with its tests, which are counted; by itself only when its own hooks or body failed.
      const cause = (details as { error?: { failureType?: string } }).error?.failureType;
      if (event.type === 'test:fail' && cause !== 'subtestsFailed') yield 'failed\n';
      continue;
    }
    const isSkipped = (skip !== undefined && skip !== false) || (todo !== undefined && todo !== false);
    if (isSkipped) yield 'skipped\n';
    else yield event.type === 'test:pass' ? 'passed\n' : 'failed\n';
  }
}
