// The part of NIST's OSCAL assessment-results model (1.1.3, JSON) that packs use.

export type OscalProperty = { name: string; ns?: string; value: string; remarks?: string };

export type OscalParty = { uuid: string; type: 'organization' | 'person'; name: string };

export type OscalResponsibleParty = { 'role-id': string; 'party-uuids': string[]; remarks?: string };

export type OscalObservation = {
  uuid: string;
  title?: string;
  description: string;
  props?: OscalProperty[];
  methods: ('TEST' | 'INTERVIEW' | 'EXAMINE')[];
  types?: string[];
  subjects?: { 'subject-uuid': string; type: 'component' | 'party' }[];
  'relevant-evidence'?: { href: string; description: string }[];
  collected: string;
  expires?: string;
  remarks?: string;
};

export type OscalRisk = {
  uuid: string;
  title: string;
  description: string;
  statement: string;
  props?: OscalProperty[];
  status: 'open';
  deadline?: string;
  remediations?: { uuid: string; lifecycle: 'planned'; title: string; description: string }[];
  'related-observations'?: { 'observation-uuid': string }[];
};

export type OscalFinding = {
  uuid: string;
  title: string;
  description: string;
  props?: OscalProperty[];
  target: {
    type: 'objective-id';
    'target-id': string;
    status: { state: 'satisfied' | 'not-satisfied'; reason: 'pass' | 'fail' | 'other'; remarks?: string };
  };
  'related-observations'?: { 'observation-uuid': string }[];
  'related-risks'?: { 'risk-uuid': string }[];
  remarks?: string;
};

export type OscalAssessmentResults = {
  'assessment-results': {
    uuid: string;
    metadata: {
      title: string;
      'last-modified': string;
      version: string;
      'oscal-version': '1.1.3';
      props?: OscalProperty[];
      roles?: { id: string; title: string }[];
      parties: OscalParty[];
      'responsible-parties'?: OscalResponsibleParty[];
      remarks?: string;
    };
    'import-ap': { href: string; remarks?: string };
    results: {
      uuid: string;
      title: string;
      description: string;
      start: string;
      end: string;
      props?: OscalProperty[];
      'local-definitions'?: {
        components: {
          uuid: string;
          type: 'system';
          title: string;
          description: string;
          status: { state: 'operational' };
        }[];
      };
      'reviewed-controls': {
        'control-selections': {
          description?: string;
          /** One of the two is there. */
          'include-all'?: Record<string, never>;
          'include-controls'?: { 'control-id': string }[];
          'exclude-controls'?: { 'control-id': string }[];
          remarks?: string;
        }[];
      };
      observations?: OscalObservation[];
      risks?: OscalRisk[];
      findings?: OscalFinding[];
    }[];
    'back-matter': {
      resources: { uuid: string; title: string; description: string; rlinks?: { href: string }[] }[];
    };
  };
};
