import type {
  ChunkOf,
  FeedName,
  OperationName,
  OutputOf,
  ParsedInputOf,
  QueryName,
  StreamName,
  UploadName,
} from '../contract/index.ts';
import type { Progress } from '../contract/progress.ts';

export interface RequestContext {
  /** Aborted when the caller cancels. A closed carrier aborts queries, feeds, streams and uploads, never an operation. */
  readonly signal: AbortSignal;
}
export interface RunContext extends RequestContext {
  readonly report: (progress: Progress) => void;
}
export interface FeedContext<T> extends RequestContext {
  readonly publish: (value: T) => void;
}
export interface StreamContext<T> extends RequestContext {
  /** The first sequence number the caller wants. */
  readonly from: number;
  /** Resolves when the caller has room for more. */
  readonly write: (chunk: T) => Promise<void>;
}

export interface UploadContext<T> extends RunContext {
  /** What the caller sends, in order; ends when it has sent everything, throws `cancelled` when it goes away. For one reader. */
  readonly chunks: AsyncIterable<T>;
}

/** One function for each entry of the contract. Feeds and streams end when their promise settles. */
export type Handlers = {
  [N in QueryName]: (input: ParsedInputOf<N>, context: RequestContext) => Promise<OutputOf<N>>;
} & {
  [N in OperationName]: (input: ParsedInputOf<N>, context: RunContext) => Promise<OutputOf<N>>;
} & {
  [N in FeedName]: (input: ParsedInputOf<N>, context: FeedContext<OutputOf<N>>) => Promise<void>;
} & {
  [N in StreamName]: (input: ParsedInputOf<N>, context: StreamContext<OutputOf<N>>) => Promise<void>;
} & {
  [N in UploadName]: (input: ParsedInputOf<N>, context: UploadContext<ChunkOf<N>>) => Promise<OutputOf<N>>;
};
