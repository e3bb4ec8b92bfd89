import { OperationNodeTransformer, RawNode } from 'kysely';
import type {
  KyselyPlugin,
  OperationNode,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryId,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';
import { columnOf } from '../sql/unindexed.ts';

/** Columns that SQLite must not look up by an index stand here as they are: PostgreSQL knows how many rows have a value. */
export class PlainColumns implements KyselyPlugin {
  readonly #transformer = new PlainTransformer();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class PlainTransformer extends OperationNodeTransformer {
  protected override transformNodeImpl<Node extends OperationNode>(node: Node, queryId?: QueryId): Node {
    const column = RawNode.is(node) ? columnOf(node) : null;
    return super.transformNodeImpl((column ?? node) as Node, queryId);
  }
}
