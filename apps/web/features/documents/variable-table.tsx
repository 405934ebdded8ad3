"use client";

import type { LeaseClausesDto } from "@stead/contracts/documents";
import { documents as text } from "../../messages/en/documents.ts";

/** What may stand in a clause, and what it becomes. */
export function VariableTable({ variables }: { readonly variables: LeaseClausesDto["variables"] }) {
  return (
    <details>
      <summary className="cursor-pointer py-2 font-medium">{text.variables}</summary>
      <div className="overflow-x-auto">
        <table className="w-full">
          <thead className="text-left text-sm text-ink-3">
            <tr>
              <th className="py-1.5 pr-4 font-medium">{text.variable}</th>
              <th className="py-1.5 pr-4 font-medium">{text.meaning}</th>
              <th className="py-1.5 font-medium">{text.sample}</th>
            </tr>
          </thead>
          <tbody>
            {variables.map(({ name, meaning, sample }) => (
              <tr key={name} className="border-t">
                <td className="mono py-1.5 pr-4">{`{{${name}}}`}</td>
                <td className="py-1.5 pr-4">{meaning}</td>
                <td className="py-1.5 text-ink-2">{sample}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
