import type { AssessmentRecord, AssessmentSource, ItemRecord } from '../assessments/record.ts';
import { itemLabel } from '../documents/forms/item-words.ts';
import { timeInJapan } from '../documents/japanese/calendar.ts';
import { chunks } from './chunks.ts';
import { attachmentPath } from './entry-name.ts';
import { cutText, draftNote, markup, pageEnd, pageHead, styleOf } from './html.ts';
import { layout } from './layout.ts';
import type { PackEntry } from './pack-entry.ts';

type Attestation = NonNullable<ItemRecord['attestation']>;

export type AttachedFile = {
  item: ItemRecord['item'];
  attestation: Attestation;
  file: Attestation['attachments'][number];
  path: string;
};

/** Every file that somebody attached, in the form's order; one file of several items is listed for each of them. */
export function attachedFiles({ items }: AssessmentRecord): AttachedFile[] {
  return items.flatMap(({ item, attestation }) =>
    (attestation?.attachments ?? []).map((file) => ({
      item,
      attestation: attestation as Attestation,
      file,
      path: attachmentPath(file),
    })),
  );
}

/** The files, each once, and a page that says which is what: what people call a file is inside of that page only. */
export async function* attachmentEntries(
  record: AssessmentRecord,
  source: Pick<AssessmentSource, 'attachment'>,
): AsyncGenerator<PackEntry> {
  const all = attachedFiles(record);
  if (all.length === 0) return;
  yield { path: layout.attachmentList, bytes: chunks(attachmentList(record, all)) };
  const files = new Map(all.map(({ path, file }) => [path, file.sha256]));
  for (const path of [...files.keys()].toSorted()) {
    yield { path, bytes: source.attachment(files.get(path) ?? '') };
  }
}

function* attachmentList(record: AssessmentRecord, files: readonly AttachedFile[]): Generator<string> {
  const { state } = record.assessment;
  yield pageHead('申告に添付されたファイルの一覧', styleOf(state)).markup;
  yield markup`${draftNote(state)}
    <h1>申告に添付されたファイルの一覧</h1>
    <p>${record.organisation.name}　${record.system.name}　${record.checklist.title.ja}　${record.assessment.title.ja}</p>
    <p class="note">元の名前は添付した人が付けたもの。パックの中では、内容のSHA-256を名前とする。</p>
    <table>
      <thead>
        <tr>
          <th style="width:12%">番号</th>
          <th style="width:26%">項目</th>
          <th>元の名前とファイル</th>
          <th style="width:22%">申告者・日時</th>
        </tr>
      </thead>
      <tbody>`.markup;
  for (const { item, attestation, file, path } of files) {
    yield markup`<tr>
      <td><a href="../items/${item.id}/${layout.sheet}">${itemLabel(record.checklist, item)}</a></td>
      <td>${item.title.ja}</td>
      <td>
        <a href="${path.replace('attachments/', '')}"><bdi>${cutText(file.name, 200)}</bdi></a>（${file.bytes}バイト）<br /><span
          class="hash">SHA-256 <code>${file.sha256}</code></span
        >
      </td>
      <td>${cutText(attestation.person, 100)}<br />${timeInJapan(attestation.at)} 日本標準時</td>
    </tr> `.markup;
  }
  yield markup`</tbody></table>${pageEnd}`.markup;
}
