import type { AssessmentRecord } from '../assessments/record.ts';
import { formName } from '../documents/forms/form-name.ts';
import { formFileName, reportFileName, summaryFileName } from '../documents/forms/names.ts';
import { bothCalendars, dateInJapan, fiscalYearName, timeInJapan } from '../documents/japanese/calendar.ts';
import { visibleText } from '../documents/visible-text.ts';
import { attachedFiles } from './attachments.ts';
import { layout } from './layout.ts';

/**
 * How to check the pack without us, for people at a plain machine: Japanese first, CRLF so that every Windows editor
 * breaks the lines, no BOM since `cat` would show it.
 */
export function readme(record: AssessmentRecord): string {
  const { assessment, organisation, system, checklist, versions } = record;
  const line = (text: string) => visibleText(text).replaceAll(/[\n\t]/g, ' ');
  const report = reportFileName(record, 'pdf');
  const hasAttachments = attachedFiles(record).length > 0;
  const lines = `証跡パック（点検の結果と、その根拠となる証跡）
${assessment.state === 'draft' ? '\n*** 下書き（DRAFT）: 提出には使えません ***\n' : ''}
機関名        ${line(organisation.name)}
関係システム  ${line(system.name)}
様式          ${line(formName(checklist))}
点検の種類    ${line(assessment.title.ja)}（${fiscalYearName(assessment.fiscalYear)}）
基準日時      ${bothCalendars(dateInJapan(assessment.asOf))} ${timeInJapan(assessment.asOf).slice(11)} 日本標準時
作成          Tenken ${line(versions.tenken)}、判定規則 ${versions.rules}


1. 改ざんがないことの確かめ方（Tenkenは要りません）

 まず全体を空のフォルダーに展開し、そのフォルダーで次を実行します。

 (1) 全てのファイルが元のままであること
     Linux・macOS:
       sha256sum -c SHA256SUMS
     （macOSに sha256sum がなければ shasum -a 256 -c SHA256SUMS）
     Windows（PowerShell）:
       Get-Content -Encoding UTF8 SHA256SUMS | ForEach-Object { $h, $f = $_ -split '  ', 2; if ((Get-FileHash -Algorithm SHA256 -LiteralPath $f).Hash -ne $h) { "不一致: $f" } }
       何も表示されなければ、全て一致しています。
     Windows（1個ずつ）:
       certutil -hashfile assessment.json SHA256
       表示された値が SHA256SUMS の同じファイルの行と一致することを見ます。

 (2) 一覧 SHA256SUMS に署名した者
       openssl cms -verify -binary -inform DER -in ${layout.signature} -content ${layout.sums} -CAfile ${layout.authorities} -out verified.txt
     「CMS Verification successful」（又は「Verification successful」）と表示されれば、署名は正しいものです。
     証明書の有効期間が過ぎた後は「certificate has expired」となります。そのときは署名した日時を調べ、
       openssl cms -cmsout -print -noout -inform DER -in ${layout.signature}
     その時点で確かめます（signingTime が Nov 21 09:00:00 2026 GMT の例）。
       openssl cms -verify -attime $(date -d '2026-11-21 09:00:00 UTC' +%s) -binary -inform DER -in ${layout.signature} -content ${layout.sums} -CAfile ${layout.authorities} -out verified.txt
     signingTime は署名した者が書いた日時で、第三者が証明したものではありません。

 (3) 照合番号（フィンガープリント）
     照合番号は SHA256SUMS 自体のSHA-256です。決裁文書などに印刷された番号と比べると、印刷した時のパックと同じ
     ものか分かります。パックの中には入っていません（中身から計算されるため）。
       sha256sum SHA256SUMS           （Windows: certutil -hashfile SHA256SUMS SHA256）
     ${layout.authorities} もパックの中にあるため、(2)だけでは誰でも別の認証局で作り直せます。照合番号を比べるか、
     認証局の証明書を別の経路で受け取って -CAfile に指定してください。

 (4) まとめて確かめる場合（Tenkenがある場合）
       tenken verify パック.zip
     zipのままで、上の全てと、各機器の署名、証跡が署名された報告に載っていることを調べます。
     展開して作り直したzipは、中身が同じでも「元のままではない」と表示します。


2. フォルダーの内容

 assessment.json          点検の全体（項目、対象範囲、申告、例外、計画、判定規則とエージェントの版）
 forms/                   様式に記入したもの（xlsx）と、その印刷用（PDF）
   ${summaryFileName(record)}
                          全体のまとめ（1～4ページ）${report === null ? '' : `\n   ${report}\n                          報告書。同じ内容の xlsx がある`}
   ${formFileName(record, 'pdf')}
                          点検表。全ての項目と記入欄。同じ内容の xlsx がある
   …_提供様式_….xlsx       お手元の様式を渡して作った場合だけ。その様式に記入したもの
 data/                    データの表（xlsx、csv）
 items/番号/              項目ごとの判定の全件（findings.jsonl、1行に1件）と証跡シート（evidence-sheet.html）
                          items/index.html から全ての証跡シートを開けます
 evidence/                機器から読み取った証跡。名前はその内容のSHA-256
 statements/              機器が署名した報告（.json）と署名（.sig）。index.jsonl は機器・報告・証明書の対応表
 certificates/            認証局の証明書と、機器の証明書（hosts/、名前は証明書のSHA-256）
${
  hasAttachments
    ? ` attachments/             申告に添付されたファイル。名前はその内容のSHA-256。元の名前・項目・申告者は
                          attachments/index.html の一覧にあり、そこから開けます
`
    : ''
} oscal/                   同じ結果を OSCAL assessment-results（NIST）の形式で
 manifest.json            ファイルの一覧、点検の識別番号、基準日時、規則の版


3. 証跡から機器の署名と証明書まで辿る

 監査証跡は「いつ、誰が、どこから、何をしたか」を時系列で再現できるものとされ（経済産業省「システム監査基準」等）、
 電子的な監査証拠では、原本性・信頼性・入手方法が問われます（日本公認会計士協会の電子的監査証拠に関する研究）。
 ここでは、いつ＝読み取った日時と受信した日時、誰が＝機器の証明書、どこから＝コマンド・レジストリ・ファイル、
 何を＝証跡のファイル、として辿れます。

 (1) 証跡シート又は findings.jsonl の evidence にある sha256 から、ファイル
     evidence/（初めの2文字）/（sha256）.json を開きます。ファイルのSHA-256は名前と同じです。
       sha256sum evidence/ab/ab….json
 (2) statements/index.jsonl で、その判定の機器（hostId）と報告（reportId）の行を探すと、
     statement（報告）、signature（署名）、certificate（証明書）のファイル名があります。
     報告の evidence の中に、(1)の sha256 があります。
 (3) 報告がその機器の鍵で署名されたことを確かめます（例の名前は置き換えてください）。
       openssl x509 -in certificates/hosts/証明書.pem -noout -pubkey > pub.pem
       openssl dgst -sha256 -verify pub.pem -signature statements/機器/報告.sig statements/機器/報告.json
     「Verified OK」と表示されます。
 (4) 証明書がこの認証局のものであることを確かめます（機器の証明書は短期間で更新されるため、受信した日時で見ます）。
       openssl verify -attime $(date -d '受信した日時' +%s) -CAfile ${layout.authorities} certificates/hosts/証明書.pem
     index.jsonl の statement が null の報告は、署名された報告がもう保存されていないことを示します。


English summary

 This is an evidence pack: the result of a self-check and what it rests on. Check it without us, in the unpacked folder:
   sha256sum -c SHA256SUMS
   openssl cms -verify -binary -inform DER -in ${layout.signature} -content ${layout.sums} -CAfile ${layout.authorities} -out verified.txt
 After the signer's certificate has ended add -attime SECONDS with the signing time. The fingerprint is the SHA-256 of
 SHA256SUMS; compare it with the printed one, or take the authority's certificate by another way: the one in here was
 put in by whoever made the pack. Every file in evidence/ is named after its own SHA-256; the host's signed statement that
 lists this hash, the signature and the host's certificate are found through statements/index.jsonl.
 ${assessment.state === 'draft' ? 'DRAFT: not to be handed in.' : 'Final.'}
`;
  return lines.replaceAll('\n', '\r\n');
}
