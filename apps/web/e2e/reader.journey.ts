import { addProperty, letUnit } from "./arrange.ts";
import { lastMonth } from "./days.ts";
import { expect, signUp, test } from "./journey.ts";

/** What somebody who may write finds on a page, and a viewer must not. */
const writingPlaces = [
  { path: "/properties", name: "New property" },
  { path: "/contacts", name: "New contact" },
  { path: "/leases", name: "New lease" },
  { path: "/payments", name: "Record a payment" },
  { path: "/imports", name: "Import a file" },
] as const;

test("a viewer reads everything and can change nothing", async ({ owner, anotherVisitor, baseURL }) => {
  const { unitIds } = await addProperty(owner, { name: "Jacaranda Court", unitCount: 2 });
  const leaseId = await letUnit(owner, {
    unitId: unitIds[0] ?? "",
    tenantName: "Amina Yusuf",
    startOn: lastMonth.toString(),
  });
  const viewer = await anotherVisitor();
  await signUp(viewer, baseURL ?? "");
  const { id: invitationId } = await owner.rpc.access.inviteMember.mutate({
    email: viewer.email,
    role: "viewer",
  });
  await viewer.rpc.access.acceptInvitation.mutate({ invitationId });

  for (const { path, name } of writingPlaces) {
    await test.step(`${path} offers "${name}" to the owner alone`, async () => {
      const offered = ({ page }: typeof viewer) =>
        page
          .getByRole("main")
          .getByRole("link", { name })
          .or(page.getByRole("main").getByRole("button", { name }));
      await Promise.all([owner.page.goto(path), viewer.page.goto(path)]);
      await expect(offered(owner).first()).toBeVisible();
      await expect(viewer.page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(viewer.page.locator("main .skeleton")).toHaveCount(0);
      await expect(offered(viewer)).toHaveCount(0);
    });
  }

  await test.step("a lease is shown without anything that changes it", async () => {
    await viewer.page.goto(`/leases/${leaseId}`);
    await expect(viewer.page.getByRole("heading", { name: /Amina Yusuf/ })).toBeVisible();
    await expect(viewer.page.getByRole("table").getByRole("link", { name: /^Invoice/ })).toBeVisible();
    for (const name of ["Amend", "More actions", "Record a payment"])
      await expect(viewer.page.getByRole("main").getByText(name, { exact: true })).toHaveCount(0);
  });

  await test.step("the API refuses what the pages hide", async () => {
    const lease = await viewer.rpc.leases.get.query({ id: leaseId });
    const attempts = [
      () =>
        viewer.rpc.portfolio.createProperty.mutate({
          name: "Mine",
          kind: "other",
          addressLine: "1 Any Street",
          city: "Nairobi",
          country: "KE",
        }),
      () =>
        viewer.rpc.leases.giveNotice.mutate({
          id: leaseId,
          version: lease.version,
          noticeOn: lease.startOn,
          moveOutOn: lease.startOn,
        }),
      () =>
        viewer.rpc.payments.record.mutate({
          leaseId,
          rail: "cash",
          amountMinor: 100,
          currency: "KES",
          receivedOn: lease.startOn,
          idempotencyKey: crypto.randomUUID(),
        }),
      () => viewer.rpc.access.inviteMember.mutate({ email: "friend@example.org", role: "owner" }),
    ];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  });
});
