/** The order of steps, at the end of `tenken system --help`. */
export const systemSteps = `
Order of steps (関係システムの準備):
  1. set           name, hosts by label, organisation, --kind CHECKLIST=KIND
  2. ledger        資産台帳: which machines have to be seen; without one,
                   machines that never enrolled cannot be counted
  3. declare       届出: approved software, time sources, places of My Number;
                   --template FILE.csv writes an empty file
  4. declarations  what is declared, missing, or has to be looked at again
Then: tenken assess --help`;

/** The order of steps, at the end of `tenken assess --help`. */
export const assessSteps = `
Order of steps (点検の進め方), after tenken system --help:
  1. open     a system, a checklist, and which check it is; prints the id,
              and what has to be declared first
  2. wording  公式の文言: the texts of your own copy of the form, once
  3. show     each item with its proposed mark and why; --open: what is left
  4. answers  回答シート: many items at once; --out FILE.xlsx, fill it in with
              Excel, --from FILE.xlsx
     attest   申告: one item, with files
     plan     計画: what △ stands on
     mark     印 and 特記事項 of one item
     waive    例外: asked for by one person, and by another: approve
  5. freeze   確定: as of now or a past date; refused while an item is open
  6. review   確認, by a second person
  7. close    承認
Then: tenken export, tenken verify`;
