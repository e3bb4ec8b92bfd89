import {
  IconActivity,
  IconAlertTriangle,
  IconArrowsExchange,
  IconBell,
  IconBuildingBank,
  IconClipboardCheck,
  IconDeviceDesktop,
  IconFlag,
  IconGridDots,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconPlus,
  IconReload,
  IconRosetteDiscountCheck,
  IconSettings,
  IconShieldCheck,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

export type Destination = {
  /** An address of the router; what it does not have is not shown. */
  to: string;
  /** Its key below `frame.pages` in the catalogue. */
  name: string;
  /** A permission; whoever has not got it does not see the page here. */
  needs: string;
  Icon: Icon;
};

/** All pages that stand by themselves, in the order of the navigation. A new page adds its line here and its name to `frame.json`. */
export const groups = [
  {
    id: 'look',
    pages: [
      { to: '/', name: 'overview', needs: 'results:read', Icon: IconLayoutDashboard },
      { to: '/hosts', name: 'hosts', needs: 'results:read', Icon: IconDeviceDesktop },
      { to: '/controls', name: 'controls', needs: 'results:read', Icon: IconShieldCheck },
      { to: '/findings', name: 'findings', needs: 'results:read', Icon: IconAlertTriangle },
      { to: '/changes', name: 'changes', needs: 'results:read', Icon: IconArrowsExchange },
      { to: '/heat-map', name: 'heatMap', needs: 'results:read', Icon: IconGridDots },
    ],
  },
  {
    id: 'assess',
    pages: [
      { to: '/assessments', name: 'assessments', needs: 'assessments:read', Icon: IconClipboardCheck },
      { to: '/systems', name: 'systems', needs: 'assessments:read', Icon: IconBuildingBank },
      { to: '/waivers', name: 'waivers', needs: 'assessments:read', Icon: IconRosetteDiscountCheck },
    ],
  },
  {
    id: 'manage',
    pages: [
      { to: '/start', name: 'start', needs: 'assessments:manage', Icon: IconFlag },
      { to: '/add-host', name: 'addHost', needs: 'enrolment-tokens:manage', Icon: IconPlus },
      { to: '/enrolment-tokens', name: 'enrolmentTokens', needs: 'enrolment-tokens:read', Icon: IconTicket },
      { to: '/alerts', name: 'alerts', needs: 'alerts:read', Icon: IconBell },
      { to: '/feeds', name: 'feeds', needs: 'results:read', Icon: IconReload },
      { to: '/jobs', name: 'jobs', needs: 'settings:read', Icon: IconActivity },
      { to: '/settings', name: 'settings', needs: 'settings:read', Icon: IconSettings },
      { to: '/accounts', name: 'accounts', needs: 'accounts:read', Icon: IconUsers },
      { to: '/api-tokens', name: 'apiTokens', needs: 'accounts:read', Icon: IconKey },
      { to: '/audit', name: 'audit', needs: 'audit:read', Icon: IconHistory },
    ],
  },
] as const satisfies readonly { id: string; pages: readonly Destination[] }[];
