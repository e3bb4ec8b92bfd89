/** The provider that asks for a password. */
export const passwordProvider = '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}';

/** Providers and filters that come with Windows, of all versions from 8 on; what is not here was installed by somebody. */
const ofWindows = new Set([
  passwordProvider,
  '{01a30791-40ae-4653-ab2e-fd210019ae88}',
  '{1b283861-754f-4022-ad47-a5eaaa618894}',
  '{1ee7337f-85ac-45e2-a23c-37c753209769}',
  '{2135f72a-90b5-4ed3-a7f1-8bb705ac276a}',
  '{25cbb996-92ed-457e-b28c-4774084bd562}',
  '{27fbdb57-b613-4af2-9d7e-4fa7a66c21ad}',
  '{3dd6bec0-8193-4ffe-ae25-e08e39ea4063}',
  '{48b4e58d-2791-456c-9091-d524c6c706f2}',
  '{503739d0-4c5e-4cfd-b3ba-d881334f0df2}',
  '{600e7adb-da3e-41a4-9225-3c0399e88c0c}',
  '{6f45dc1e-5384-457a-bc13-2cd81b0d28ed}',
  '{8841d728-1a76-4682-bb6f-a9ea53b4b3ba}',
  '{8af662bf-65a0-4d0a-a540-a338a999d36f}',
  '{8bf9a910-a8ff-457f-999f-a5ca10b4a885}',
  '{8fd7e19c-3bf7-489b-a72c-846ab3678c96}',
  '{94596c7e-3744-41ce-893e-bbf09122f76a}',
  '{ac3ac249-e820-4343-a65b-377ac634dc09}',
  '{bec09223-b018-416d-a0ac-523971b639f5}',
  '{c5d7540a-cd51-453b-b22b-05305ba03f07}',
  '{c885aa15-1764-4293-b82a-0586add46b35}',
  '{cb82ea12-9f71-446d-89e1-8d0924e1256e}',
  '{d6886603-9d2f-4eb2-b667-1971041fa96b}',
  '{ddc0eed2-adbe-40b6-a217-ede16a79a0de}',
  '{e74e57b0-6c6d-44d5-9cda-fb2df5ed7435}',
  '{f64945df-4fa9-4068-a2fb-61af319edd33}',
  '{f8a0b131-5f68-486c-8040-7e8fc3c85bb6}',
  '{f8a1793b-7873-4046-b2a7-1f318747f427}',
]);

const guid = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;

/** The registered providers or filters that Windows did not bring along. */
export function foreignAmong(subkeys: readonly string[]): string[] {
  return subkeys.filter((name) => guid.test(name) && !ofWindows.has(name.toLowerCase()));
}

/** The policy that hides providers lists them with commas. */
export function isExcluded(list: string | null, provider: string): boolean {
  return (list ?? '').toLowerCase().includes(provider.toLowerCase());
}
