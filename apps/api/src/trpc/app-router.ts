import { routes } from "../router.ts";
import { router } from "./init.ts";

export const appRouter = router(routes);
