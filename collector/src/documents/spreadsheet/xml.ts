import { TenkenError } from '@tenken/shared';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import type { Document, Element } from '@xmldom/xmldom';

export type { Document, Element } from '@xmldom/xmldom';

/** A tree takes some hundred times the bytes of a tag; a form of 92 rows on a fine grid has 20,000. */
const maxTags = 300_000;

/**
 * Parses a part of a workbook.
 *
 * @param part its name, for errors
 * @throws {TenkenError} `template-unusable` when it is not well-formed, declares a document type, or is too large
 */
export function parseXml(bytes: Uint8Array, part: string): Document {
  const text = decoded(bytes, part);
  if (text.includes('<!DOCTYPE')) throw unusable(part, 'it declares a document type');
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0 && tags <= maxTags; at = text.indexOf('<', at + 1)) tags += 1;
  if (tags > maxTags) throw unusable(part, 'it is too large for a form');
  try {
    return new DOMParser({
      onError: (level, message) => {
        // U+FFFD is a character like others, which somebody may have typed; the encoding was checked before.
        if (level === 'warning' && message.startsWith('Unicode replacement character')) return;
        throw new Error(`${level}: ${message}`);
      },
    }).parseFromString(text, 'text/xml');
  } catch (error) {
    throw unusable(part, 'it is no well-formed XML', error);
  }
}

export function serializedXml(document: Document): Uint8Array {
  // What is left of a carriage return stood there as &#13;, and a raw one would become a line feed when read again.
  return Buffer.from(new XMLSerializer().serializeToString(document).replaceAll('\r', '&#13;'), 'utf8');
}

/** Children with this local name; the transitional and the strict format differ in their namespaces only. */
export function children(parent: Element, localName: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1 && node.localName === localName) found.push(node as Element);
  }
  return found;
}

export function child(parent: Element, localName: string): Element | null {
  return children(parent, localName)[0] ?? null;
}

/** An element beside `parent`'s other children: same namespace, same prefix. */
export function newElement(parent: Element, localName: string): Element {
  const document = parent.ownerDocument;
  if (!document) throw new Error('An element without a document.');
  const name = parent.prefix ? `${parent.prefix}:${localName}` : localName;
  return document.createElementNS(parent.namespaceURI, name);
}

/** Excel writes 1, LibreOffice true. */
export function isSet(element: Element, attribute: string): boolean {
  return ['1', 'true'].includes(element.getAttribute(attribute) ?? '');
}

export function rootOf(document: Document, part: string): Element {
  if (!document.documentElement) throw unusable(part, 'it is empty');
  return document.documentElement;
}

function decoded(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unusable(part, 'it is not UTF-8', error);
  }
}

function unusable(part: string, reason: string, cause?: unknown): TenkenError {
  return new TenkenError(
    'template-unusable',
    `The workbook cannot be read: ${part}: ${reason}. Save the form again in Excel as .xlsx.`,
    { cause },
  );
}
