// Who stands at the door: a request, and what of it counts for a session.
import type { AskingRequest } from './actor.ts';

export interface Visitor extends AskingRequest {
  /** The client's address, as far as proxies that we trust tell. */
  readonly ip: string;
  /** Whose attempts are counted together: see `clientOf`. */
  readonly client: string;
  /** `https` where the client's side of the connection is. */
  readonly protocol: string;
}
