// The part of the OSCAL 1.1 assessment-results model (JSON) that packs use, as a JSON schema. See README.md.

type Schema = Record<string, unknown>;

const uuid = {
  type: 'string',
  pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$',
};
const token = { type: 'string', pattern: '^(\\p{L}|_)(\\p{L}|\\p{N}|[.\\-_])*$' };
const string = { type: 'string', pattern: '^\\S(.*\\S)?$' };
const uri = { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9+\\-.]+:.+$' };
const reference = { type: 'string', pattern: '^[^\\s<>"{}|\\\\^`]+$' };
const line = { type: 'string', pattern: '^[^\\n]+$' };
const lines = { type: 'string', minLength: 1 };
const instant = {
  type: 'string',
  pattern:
    '^2[0-9]{3}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z$',
};

function object(required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

function list(items: Schema): Schema {
  return { type: 'array', minItems: 1, items };
}

const property = object({ name: token, value: string }, { uuid, ns: uri, class: token, remarks: lines });
const props = list(property);
const selected = list(object({ 'control-id': token }, { 'statement-ids': list(token) }));
const relatedObservations = list(object({ 'observation-uuid': uuid }));

const observation = object(
  { uuid, description: lines, methods: list({ enum: ['EXAMINE', 'INTERVIEW', 'TEST'] }), collected: instant },
  {
    title: line,
    props,
    types: list(token),
    subjects: list(object({ 'subject-uuid': uuid, type: token }, { title: line })),
    'relevant-evidence': list(object({ description: lines }, { href: reference })),
    expires: instant,
    remarks: lines,
  },
);

const risk = object(
  { uuid, title: line, description: lines, statement: lines, status: token },
  {
    props,
    deadline: instant,
    remediations: list(object({ uuid, lifecycle: token, title: line, description: lines })),
    'related-observations': relatedObservations,
  },
);

const finding = object(
  {
    uuid,
    title: line,
    description: lines,
    target: object({
      type: { enum: ['statement-id', 'objective-id'] },
      'target-id': token,
      status: object({ state: { enum: ['satisfied', 'not-satisfied'] } }, { reason: token, remarks: lines }),
    }),
  },
  {
    props,
    'related-observations': relatedObservations,
    'related-risks': list(object({ 'risk-uuid': uuid })),
    remarks: lines,
  },
);

const component = object({
  uuid,
  type: string,
  title: line,
  description: lines,
  status: object({ state: { enum: ['under-development', 'operational', 'disposition', 'other'] } }),
});

const result = object(
  {
    uuid,
    title: line,
    description: lines,
    start: instant,
    'reviewed-controls': object({
      'control-selections': list({
        anyOf: [
          object({ 'include-all': object({}) }, { 'exclude-controls': selected, remarks: lines }),
          object({ 'include-controls': selected }, { 'exclude-controls': selected, remarks: lines }),
        ],
      }),
    }),
  },
  {
    end: instant,
    props,
    'local-definitions': object({}, { components: list(component) }),
    observations: list(observation),
    risks: list(risk),
    findings: list(finding),
    remarks: lines,
  },
);

export const usedPartOfOscal = object({
  'assessment-results': object(
    {
      uuid,
      metadata: object(
        { title: line, 'last-modified': instant, version: string, 'oscal-version': { const: '1.1.3' } },
        {
          props,
          roles: list(object({ id: token, title: line })),
          parties: list(object({ uuid, type: { enum: ['person', 'organization'] } }, { name: string })),
          'responsible-parties': list(
            object({ 'role-id': token, 'party-uuids': list(uuid) }, { remarks: lines }),
          ),
          remarks: lines,
        },
      ),
      'import-ap': object({ href: reference }, { remarks: lines }),
      results: list(result),
    },
    {
      'back-matter': object(
        {},
        {
          resources: list(
            object({ uuid }, { title: line, description: lines, rlinks: list(object({ href: reference })) }),
          ),
        },
      ),
    },
  ),
});
