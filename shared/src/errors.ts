/**
 * Codes of every error that a person or another program may meet. A code is a promise: it is never renamed
 * and never reused. `shared/docs/errors.md` explains each; a test compares the two.
 */
export const errorCodes = {
  'account-name-taken': 'An account has this name.',
  'account-unknown': 'No account has this name.',
  'address-unusable': 'The collector cannot listen at this address.',
  'answer-sheet-invalid': 'Rows of the answer sheet cannot be taken.',
  'answer-sheet-mismatch': 'The workbook is not the answer sheet of this assessment.',
  'api-token-unknown': 'No token has this id.',
  'assessment-blocked': 'Something has to be done before this step of the assessment.',
  'assessment-unknown': 'No assessment has this id.',
  'authority-unusable': 'The given authority cannot issue certificates.',
  'backup-failed': 'The backup was not made.',
  'backup-unusable': 'The folder is not a complete backup that this version can read.',
  'carried-file-invalid': 'The file is whole, and what it says cannot be taken.',
  'carried-file-sealed': 'The file is encrypted to another key.',
  'carried-file-unreadable': 'The file is not what tenken collect wrote, or not all of it.',
  'carried-file-unwritable': 'The report file was not written.',
  'checklist-unknown': 'No checklist has this id.',
  'control-unknown': 'No control has this id.',
  'data-directory-in-use': 'Another collector works on this data directory.',
  'data-directory-not-empty': 'The folder holds data already.',
  'data-directory-unusable': 'The data directory cannot be created, read or written.',
  'database-damaged': 'The database or its log is not what was written.',
  'database-not-durable': 'SQLite did not accept synchronous=FULL and WAL; the collector refuses to start.',
  'database-too-new': 'A later version has written the database.',
  'date-invalid': 'This is no date that the step can take.',
  'declaration-invalid': 'The declaration has faults and was not taken.',
  'edited-meanwhile': 'Somebody else has changed this since it was read.',
  'enrolment-failed': 'The collector did not accept the enrolment.',
  'evidence-missing': 'Something that the assessment refers to is not kept any more.',
  'feed-import-running': 'Another import of a bundle runs on this data.',
  'feed-invalid': 'What the bundle, or its description, says does not fit.',
  'feed-key-unknown': 'No trusted key has this fingerprint.',
  'feed-key-unusable': 'The file holds no key that bundles can be signed with.',
  'feed-older': 'The bundle is older than what is in force.',
  'feed-too-large': 'The bundle is larger than any that is taken in.',
  'feed-unreadable': 'The file is not a whole bundle of reference data.',
  'feed-untrusted': 'The bundle was not signed by a key that is trusted here.',
  'feed-unwritable': 'The bundle was not written.',
  'file-encoding': 'The characters of the file cannot be read with certainty.',
  'host-key-changed': 'This machine is known here with another key.',
  'host-not-accepted': 'The host is not known here, and nobody has accepted it.',
  'host-not-in-system': 'The host does not belong to the system.',
  'host-revoked': 'A person has ended the identity of this host.',
  'host-unknown': 'No host has this id, or it is not in the state that this command needs.',
  'identity-exists': 'The folder holds the identity of an enrolled host already.',
  'identity-folder-unusable': 'The folder cannot keep an identity.',
  'identity-missing': 'This agent is not enrolled.',
  'item-not-asked': 'The assessment, or every check of the form, leaves the item out.',
  'item-unknown': 'The checklist has no such item.',
  'ledger-invalid': 'The asset ledger has faults and was not taken.',
  'mark-unsupported': 'The form, or what is known, does not support the mark.',
  'node-too-old': 'The Node that runs this is older than the one that Tenken needs.',
  'not-permitted': 'The role of whoever asks does not permit it.',
  'organisation-kind-missing': 'The system does not say which kind of organisation it belongs to.',
  'pack-unreadable': 'The file cannot be read as an evidence pack, so nothing can be said of it.',
  'pack-unwritable': 'The evidence pack was not written.',
  'password-weak': 'The password would be guessed.',
  'person-missing': 'A form prints a name that nobody has told.',
  'port-in-use': 'The port is taken by another program.',
  'push-failed': 'The report did not reach the collector.',
  'recording-invalid': 'The file is not a recording that this version can replay.',
  'renewal-failed': 'The collector gave no new certificate.',
  'restore-unfinished': 'A restore was interrupted before its last step.',
  'same-person': 'Two persons are needed for this.',
  'scan-running': 'Another scan of this identity runs.',
  'server-busy': 'The collector does not take this now.',
  'server-failed': 'The collector answered something that cannot be used.',
  'server-unreachable': 'There is no connection to the collector.',
  'server-untrusted': 'The collector has no certificate that is trusted here.',
  'sign-in-needed': 'The collector has to know who asks.',
  'sign-in-refused': 'The collector does not let this person or script in.',
  'single-sign-on-unusable': 'The settings of single sign-on do not fit.',
  'system-unknown': 'No system has this id.',
  'tallies-wrong': 'Numbers that are kept of findings differ from what a count finds.',
  'target-sign-in-refused':
    'A host behind SSH does not let this user in, or not with the rights that were asked for.',
  'target-unreachable': 'There is no SSH connection to the host, or it broke off.',
  'target-unsupported': 'The host behind SSH cannot be scanned from here.',
  'target-untrusted': 'A host behind SSH shows a key that is not known, has changed, or is revoked.',
  'targets-invalid': 'A list of hosts to scan, or of servers to measure, has faults.',
  'template-mismatch': 'The workbook is not the form of this checklist.',
  'template-unusable': 'The file is no workbook that can be read or filled.',
  'token-unknown': 'No token has this id, or it is revoked already.',
  usage: 'The command line does not fit.',
  'waiver-unknown': 'No waiver with this id waits or holds.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error whose message says what happened and what to do; `code` is for programs. */
export class TenkenError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TenkenError';
    this.code = code;
  }
}
