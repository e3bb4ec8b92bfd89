import type { DeclarationKind } from '@tenken/controls';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** What each declaration tells. */
export const declarationTitles: Record<DeclarationKind, Text> = {
  'my-number-locations': text(
    '個人番号を取り扱う機器・フォルダ・データベース',
    'hosts, folders and databases that carry My Number',
  ),
  'approved-software': text('利用を認めたソフトウェア', 'approved software'),
  'approved-device-software': text('通信回線装置のソフトウェア', 'software of network devices'),
  'forbidden-software': text('利用を禁じたソフトウェア', 'forbidden software'),
  'approved-accounts': text('利用を認めたアカウント', 'approved accounts'),
  'approved-administrators': text('管理者権限を認めたアカウント', 'accounts that may administer'),
  'service-accounts': text('人が使わないアカウント', 'accounts that no person uses'),
  'approved-services': text('稼働を認めたサービスと待受け', 'approved services and listeners'),
  'open-shares': text('全員に開くことを認めた共有', 'shares that are open to everybody on purpose'),
  'network-boundaries': text(
    'インターネットへ通じないことを確認したゲートウェイ・プロキシと、認めた外部向けプロキシ・DNS',
    'gateways and proxies confirmed to lead to no internet; approved outward proxies and name servers',
  ),
  'known-devices': text('同じ回線にあってよい機器', 'devices that may be on the same segment'),
  'hardware-ledger': text('機器台帳', 'ledger of equipment'),
  'log-destinations': text('ログの転送先', 'where logs are forwarded to'),
  'update-procedure': text('更新を手作業で行う手順', 'procedure for updates by hand'),
  'approved-time-sources': text('認めた時刻源', 'approved time sources'),
  baselines: text('基準とする設定', 'accepted baselines'),
  'legal-exceptions': text('法令等による例外', 'exceptions by law'),
  'compared-profile-rows': text(
    '判定行と発行者の原文との照合記録',
    "rows of judgement compared with the issuer's text",
  ),
};
