"use client";

import { Button } from "@stead/ui/button";
import { useRef, useState, type DragEvent } from "react";

export type DropZoneProps = {
  /** What to do, in a sentence. */
  title: string;
  help: string;
  chooseLabel: string;
  /** Endings and types, as the input of a file takes them. */
  accept: string;
  onFile: (file: File) => void;
};

/** A place for one file: dropped, or chosen. */
export function DropZone({ title, help, chooseLabel, accept, onFile }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      className={`grid justify-items-center gap-2 rounded-lg border border-dashed border-line-strong px-6 py-12 text-center ${isOver ? "bg-accent-soft" : "bg-sunken"}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="font-medium">{title}</p>
      <p className="text-ink-2">{help}</p>
      <Button className="mt-2" onClick={() => input.current?.click()}>
        {chooseLabel}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={chooseLabel}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
