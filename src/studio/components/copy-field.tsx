/** @jsxImportSource hono/jsx */

interface CopyFieldProps {
  readonly id: string
  readonly label: string
  readonly value: string
  /** Further `data-` attributes of the field. */
  readonly also?: Readonly<Record<`data-${string}`, string>>
}

/** An address to take along: selectable without script, one press with it. */
export const CopyField = ({ id, label, value, also }: CopyFieldProps) => (
  <div class="copy">
    <label for={id}>{label}</label>
    <span class="copy-row">
      <input id={id} type="text" readonly value={value} spellcheck={false} autocomplete="off" {...also} />
      <button type="button" data-copy={id} hidden>
        Copy<span class="quiet-label"> {label}</span>
      </button>
    </span>
  </div>
)

/** A command to type, as one unbroken thing. */
export const Command = ({ text }: { text: string }) => <code class="command">{text}</code>
