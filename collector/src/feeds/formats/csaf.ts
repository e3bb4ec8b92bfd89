import * as z from 'zod';
import type { Severity } from '@tenken/controls';
import { FormatFault } from '../format-fault.ts';
import { documentsOf } from '../lines.ts';
import { feedLimits, releaseOf } from '../manifest.ts';
import type { ParsedAdvisory } from './parsed.ts';
import { severityOfScore, severityOfWord } from './severity.ts';

const Product = z.looseObject({
  product_id: z.string(),
  product_identification_helper: z
    .looseObject({ purl: z.string().optional(), cpe: z.string().optional() })
    .optional(),
});
type Product = z.infer<typeof Product>;

type Branch = { product?: Product | undefined; branches?: Branch[] | undefined };
const Branch: z.ZodType<Branch> = z.looseObject({
  product: Product.optional(),
  get branches() {
    return z.array(Branch).optional();
  },
});

/** What is used of a document. @see https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html */
const Document = z.looseObject({
  document: z.looseObject({
    csaf_version: z.literal('2.0'),
    aggregate_severity: z.looseObject({ text: z.string() }).optional(),
    tracking: z.looseObject({ id: z.string().min(1).max(200), initial_release_date: z.string() }),
  }),
  product_tree: z
    .looseObject({
      branches: z.array(Branch).optional(),
      full_product_names: z.array(Product).optional(),
      relationships: z
        .array(
          z.looseObject({
            product_reference: z.string(),
            relates_to_product_reference: z.string(),
            full_product_name: Product,
          }),
        )
        .optional(),
    })
    .optional(),
  vulnerabilities: z
    .array(
      z.looseObject({
        cve: z.string().optional(),
        product_status: z.looseObject({ fixed: z.array(z.string()).optional() }).optional(),
        scores: z
          .array(
            z.looseObject({
              products: z.array(z.string()),
              cvss_v3: z.looseObject({ baseScore: z.number() }).optional(),
            }),
          )
          .optional(),
        threats: z
          .array(
            z.looseObject({
              category: z.string(),
              details: z.string(),
              product_ids: z.array(z.string()).optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});
type Document = z.infer<typeof Document>;
type Vulnerability = NonNullable<Document['vulnerabilities']>[number];

/**
 * Advisories of CSAF 2.0 documents (VEX and security advisories), one a line: products that are `fixed`, by the package
 * URL of the package and the CPE of the system that it belongs to.
 *
 * @throws {FormatFault}
 */
export async function* csafAdvisories(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ParsedAdvisory> {
  for await (const { number, document } of documentsOf(stream, feedLimits.lineBytes)) {
    const parsed = Document.safeParse(document);
    if (!parsed.success) {
      throw new FormatFault(`line ${number} is no CSAF 2.0 document: ${z.prettifyError(parsed.error)}`);
    }
    yield* advisoriesOf(parsed.data, number);
  }
}

function* advisoriesOf(document: Document, number: number): Generator<ParsedAdvisory> {
  const { tracking, aggregate_severity: aggregate } = document.document;
  const at = Date.parse(tracking.initial_release_date);
  if (Number.isNaN(at)) throw new FormatFault(`line ${number}: the release date is no time`);
  const publishedOn = new Date(at).toISOString().slice(0, 10);
  const places = placesOf(document);
  for (const vulnerability of document.vulnerabilities ?? []) {
    for (const id of new Set(vulnerability.product_status?.fixed)) {
      const place = places.get(id);
      if (!place) continue;
      yield {
        release: place.release,
        package: place.package,
        advisory: {
          id: tracking.id,
          cves: vulnerability.cve === undefined ? [] : [vulnerability.cve],
          fixed: place.version,
          severity: severityOf(vulnerability, id) ?? severityOfWord(aggregate?.text),
          publishedOn,
          ...(place.version.includes('.module') && { inModule: true }),
        },
      };
    }
  }
}

type Place = { release: string; package: string; version: string };

/** Products that are one package in one release. */
function placesOf({ product_tree: tree }: Document): Map<string, Place> {
  const products = new Map<string, Product>();
  const walk = (branches: readonly Branch[] | undefined, depth: number): void => {
    if (depth > 30) throw new FormatFault('branches are nested too deep');
    for (const { product, branches: inner } of branches ?? []) {
      if (product) products.set(product.product_id, product);
      walk(inner, depth + 1);
    }
  };
  walk(tree?.branches, 0);
  for (const product of tree?.full_product_names ?? []) products.set(product.product_id, product);
  const places = new Map<string, Place>();
  for (const relation of tree?.relationships ?? []) {
    const what = packageOf(products.get(relation.product_reference)?.product_identification_helper?.purl);
    const system = products.get(relation.relates_to_product_reference)?.product_identification_helper?.cpe;
    const release = cpeRelease(system ?? '');
    if (what && release !== null) {
      places.set(relation.full_product_name.product_id, { release, ...what });
    }
  }
  return places;
}

/** `pkg:rpm/redhat/openssl-libs@3.0.7-28.el9_4?arch=x86_64&epoch=1`. @see https://github.com/package-url/purl-spec */
function packageOf(purl: string | undefined): { package: string; version: string } | null {
  const match = /^pkg:(?:rpm|deb)\/(?:[^/@?#]+\/)*([^/@?#]+)@([^?#]+)(?:\?([^#]*))?/.exec(purl ?? '');
  if (!match) return null;
  const [, name = '', version = '', qualifiers = ''] = match;
  const given = new URLSearchParams(qualifiers);
  // Source packages are not what is installed.
  if (given.get('arch') === 'src' || given.get('arch') === 'source') return null;
  const epoch = given.get('epoch');
  try {
    const told = decodeURIComponent(version);
    return {
      package: decodeURIComponent(name),
      version: epoch === null || epoch === '0' || epoch === '' ? told : `${epoch}:${told}`,
    };
  } catch {
    return null;
  }
}

/** Null for what is no release of its own: streams under a contract, containers, layered products. */
export function cpeRelease(cpe: string): string | null {
  const [, vendor, product, version = '', update = ''] =
    /^cpe:(?:\/[oa]:|2\.3:[oa]:)([^:]+):([^:]+):?([^:]*):?([^:]*)/.exec(cpe) ?? [];
  const pack = /^sp(\d+)$/i.exec(update)?.[1];
  switch (`${vendor}:${product}`) {
    case 'redhat:enterprise_linux':
      return /^\d+(\.\d+)?$/.test(version) ? releaseOf('rhel', version) : null;
    case 'suse:sles':
      return /^\d+$/.test(version)
        ? releaseOf('sles', pack === undefined ? version : `${version}.${pack}`)
        : null;
    case 'opensuse:leap':
      return /^\d+\.\d+$/.test(version) ? releaseOf('opensuse-leap', version) : null;
    default:
      return null;
  }
}

function severityOf({ scores, threats }: Vulnerability, product: string): Severity | null {
  // The vendor's own word comes first: it knows how the package was built.
  for (const { category, details, product_ids: ids } of threats ?? []) {
    if (category === 'impact' && (ids === undefined || ids.includes(product))) {
      const word = severityOfWord(details);
      if (word) return word;
    }
  }
  const score = scores?.find(({ products }) => products.includes(product))?.cvss_v3?.baseScore;
  return score === undefined ? null : severityOfScore(score);
}
