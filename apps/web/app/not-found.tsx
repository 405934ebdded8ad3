import { NotFound } from "../features/frame/not-found.tsx";

export default function NotFoundPage() {
  return <NotFound />;
}
