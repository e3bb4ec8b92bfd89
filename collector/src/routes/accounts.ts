import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { hashPassword, weaknessOf } from '../access/passwords.ts';
import { actorOf } from '../access/principal.ts';
import { AccountName, AccountView, DisplayName, Password, RoleName } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';

/** Other people's accounts. They are disabled, never removed: the audit log goes on naming them. */
export function accountRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { accounts } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/accounts',
    {
      config: { access: 'accounts:read' },
      schema: {
        summary: 'Accounts by name',
        response: { 200: z.object({ accounts: z.array(AccountView) }) },
      },
    },
    async () => ({ accounts: await accounts.list() }),
  );

  routes.post(
    '/api/v1/accounts',
    {
      bodyLimit: 4096,
      config: { access: 'accounts:manage' },
      schema: {
        summary: 'Make an account',
        body: z.strictObject({
          name: AccountName,
          displayName: DisplayName,
          role: RoleName,
          password: Password,
        }),
        response: { 201: AccountView, 400: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { name, displayName, role, password } = request.body;
      const weakness = weaknessOf(password, name);
      if (weakness !== null) throw new Refusal(400, 'password-weak', weakness);
      const passwordHash = await hashPassword(password);
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      const id = await accounts.create({ name, displayName, role, passwordHash }, change);
      const made = id === null ? null : await accounts.find(id);
      if (!made) throw new Refusal(409, 'account-name-taken', 'An account has this name. Send another one.');
      return reply.code(201).send(made);
    },
  );

  routes.patch(
    '/api/v1/accounts/:id',
    {
      bodyLimit: 4096,
      config: { access: 'accounts:manage' },
      schema: {
        summary:
          'Give a role, disable or enable, which ends the sessions of that account; or give a display name',
        params: z.object({ id: z.uuid() }),
        body: z
          .strictObject({
            role: RoleName.optional(),
            disabled: z.boolean().optional(),
            displayName: DisplayName.optional(),
          })
          .refine(
            (body) => Object.keys(body).length === 1,
            'Send one of them: role, disabled or displayName',
          ),
        response: { 200: AccountView, 400: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { role, disabled, displayName } = request.body;
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      const before = await accounts.find(id);
      if (!before) throw unknownAccount();
      if (displayName !== undefined) {
        if (before.singleSignOn) {
          throw new Refusal(
            409,
            'name-from-provider',
            'This name comes from single sign-on. Change it there.',
          );
        }
        await accounts.rename(id, displayName, change);
        return { ...before, displayName };
      }
      if (role !== undefined && before.singleSignOn) {
        throw new Refusal(
          409,
          'role-from-provider',
          'This role comes from single sign-on. Change the groups of this person there.',
        );
      }
      const changed =
        role === undefined
          ? await accounts.setDisabled(id, disabled === true, change)
          : await accounts.changeRole(id, role, change);
      if (!changed) {
        throw new Refusal(
          409,
          'last-administrator',
          'Nobody could administer the collector any more. Make another administrator first.',
        );
      }
      const after = await accounts.find(id);
      if (!after) throw unknownAccount();
      return after;
    },
  );
}

function unknownAccount(): Refusal {
  return new Refusal(404, 'account-unknown', 'No account has this id. GET /api/v1/accounts lists them.');
}
