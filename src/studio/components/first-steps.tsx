/** @jsxImportSource hono/jsx */
import type { StudioShop } from '../model.ts'
import { sayCommand } from '../words.ts'
import { Command } from './copy-field.tsx'

/** What an empty shop shows in place of the preview: the next step, ready to be typed. */
export const FirstSteps = ({ shop }: { shop: StudioShop }) => (
  <section class="first-steps" aria-labelledby="first-steps-title">
    <h2 id="first-steps-title">Three steps to the first ad</h2>
    <ol>
      <li>
        <b>Bring the catalog.</b> The product feed you already have for Google or Meta, a Shopify export, CSV or JSON.
        <Command text={sayCommand('import feed.xml', shop.shopId)} />
      </li>
      <li>
        <b>Bring the visitors.</b> A log of what they did, or live events from the shop.
        <Command text={sayCommand('events events.jsonl', shop.shopId)} />
      </li>
      <li>
        <b>Hand over the feeds.</b> Reload this page and copy the two addresses to Google and Meta.
      </li>
    </ol>
  </section>
)
