// A title on a server that makes what is asked for and nothing else: uploaded and examined, then served without a worker.
import { type AssetFacts, type Product, startProduct } from './product.ts';
import { upload } from './upload.ts';

export interface UnfilledTitle {
  readonly product: Product;
  readonly asset: AssetFacts;
  /** Address of the title's folder, with its token and without a slash at the end. */
  readonly base: string;
}

export async function serveUnfilled(source: string, dataDir: string): Promise<UnfilledTitle> {
  const everything = await startProduct({ dataDir });
  let assetId: string;
  try {
    ({ assetId } = await upload(everything, source));
    await everything.wait(assetId, 'playable');
  } finally {
    await everything.stop();
  }
  const product = await startProduct({ dataDir, role: 'api,origin' });
  const { hlsUrl } = await product.playback(assetId);
  return { product, asset: await product.asset(assetId), base: hlsUrl.slice(0, hlsUrl.lastIndexOf('/')) };
}
