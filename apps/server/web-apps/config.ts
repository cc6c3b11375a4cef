/** The environment of a build: whatever this process was started with, an app is built to be used. */
export function buildEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string | undefined> {
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...inherited } = environment;
  return { ...inherited, NODE_ENV: 'production' };
}
