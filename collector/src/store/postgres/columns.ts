import { DataTypeNode, OperationNodeTransformer, RawNode } from 'kysely';
import type {
  ColumnDefinitionNode,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';

/** Texts are compared by their bytes, as SQLite does and as places in lists are: databases of people sort by their language. */
export const postgresText = 'text collate "C"';

/** Migrations are written as SQLite reads them; with this PostgreSQL gets its own words for the same columns. */
export class PostgresColumns implements KyselyPlugin {
  readonly #transformer = new ColumnTransformer();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class ColumnTransformer extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const { autoIncrement = false, dataType, ...rest } = super.transformColumnDefinition(node);
    if (autoIncrement) return { ...rest, dataType: RawNode.createWithSql('bigserial') };
    const isText = DataTypeNode.is(dataType) && dataType.dataType === 'text';
    return { ...rest, autoIncrement, dataType: isText ? RawNode.createWithSql(postgresText) : dataType };
  }
}
