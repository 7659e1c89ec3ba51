/** What the demo shop sells: every model with its colours and sizes. The catalog and the drawings are both made from it. */
export interface Model {
  /** Item group id and the first part of every offer id. */
  readonly id: string
  readonly name: string
  readonly kind: 'glasses' | 'sunglasses'
  /** As shoppers call the shape: `round`, `cat-eye`. */
  readonly shape: string
  /** One or two sentences about the model; the colour's own sentence follows it. */
  readonly story: string
  readonly material: string
  readonly gender: 'male' | 'female' | 'unisex'
  /** US dollars. */
  readonly price: string
  readonly sizes: readonly ModelSize[]
  readonly colors: readonly ModelColor[]
  readonly highlights: readonly string[]
  /** What a pair weighs, in grams. */
  readonly grams: number
}

export interface ModelSize {
  /** Absent where the model comes in one size only. */
  readonly label?: 'M' | 'L'
  /** Millimetres, as they are printed inside a temple. */
  readonly lens: number
  readonly bridge: number
  readonly temple: number
}

export interface ModelColor {
  readonly id: string
  readonly name: string
  /** What the colour looks like in the hand. */
  readonly story: string
  /** Sizes this colour is made in; all of the model's where absent. */
  readonly sizes?: readonly ('M' | 'L')[]
  /** A lower price without an end date. */
  readonly salePrice?: string
  /** Marked down for a week at a time; the days come from the sale calendar. */
  readonly weekSale?: { readonly price: string; readonly cycle: 'first' | 'second' }
  readonly availability?: 'out_of_stock' | 'preorder'
}

const BLOCK_ACETATE = 'Bio-acetate cut from a solid block'
const RIVETED = 'Five-barrel hinges, riveted through'

export const MODELS: readonly Model[] = [
  {
    id: 'alma',
    name: 'Alma',
    kind: 'glasses',
    shape: 'round',
    story:
      'A true circle with a keyhole bridge, cut a little thicker than it needs to be. Alma sits high on the cheek and keeps its line from every side.',
    material: 'Bio-acetate',
    gender: 'unisex',
    price: '145.00',
    sizes: [{ lens: 46, bridge: 22, temple: 145 }],
    colors: [
      { id: 'black', name: 'Black', story: 'Deep black, polished by hand for three days.' },
      { id: 'tortoise', name: 'Tortoise', story: 'Amber and dark brown, no two pairs alike.' },
      { id: 'crystal', name: 'Crystal', story: 'Clear as water, with the hinge showing through.' },
      {
        id: 'honey',
        name: 'Honey',
        story: 'Warm and see-through, like honey held up to a window.',
        salePrice: '109.00',
      },
    ],
    highlights: [BLOCK_ACETATE, RIVETED, 'Ready for single-vision and progressive lenses'],
    grams: 26,
  },
  {
    id: 'nord',
    name: 'Nord',
    kind: 'glasses',
    shape: 'panto',
    story:
      'Flat along the brow, soft underneath: the panto that architects have worn since the fifties, drawn again with a lower bridge.',
    material: 'Bio-acetate',
    gender: 'unisex',
    price: '155.00',
    sizes: [
      { label: 'M', lens: 47, bridge: 21, temple: 145 },
      { label: 'L', lens: 49, bridge: 22, temple: 150 },
    ],
    colors: [
      { id: 'tortoise', name: 'Tortoise', story: 'Amber tortoise that lights up against a window.' },
      { id: 'olive', name: 'Olive', story: 'A clear bottle green that turns grey indoors.' },
      {
        id: 'smoke',
        name: 'Smoke',
        story: 'See-through grey, lighter where it is thin.',
        sizes: ['M'],
        weekSale: { price: '119.00', cycle: 'first' },
      },
      { id: 'black', name: 'Black', story: 'Plain polished black, for every day.', sizes: ['M'] },
    ],
    highlights: [BLOCK_ACETATE, 'Low bridge that does not slide', RIVETED],
    grams: 27,
  },
  {
    id: 'rask',
    name: 'Rask',
    kind: 'glasses',
    shape: 'rectangular',
    story:
      'Straight lines, softened corners and a bevel that catches the light along the top. Rask is the frame for people who do not want to think about frames.',
    material: 'Acetate',
    gender: 'male',
    price: '135.00',
    sizes: [
      { label: 'M', lens: 52, bridge: 18, temple: 145 },
      { label: 'L', lens: 54, bridge: 18, temple: 150 },
    ],
    colors: [
      { id: 'black', name: 'Black', story: 'Polished black with steel pins at the hinge.' },
      {
        id: 'cobalt',
        name: 'Cobalt',
        story: 'A clear, deep blue that glows in daylight.',
        sizes: ['M'],
      },
      {
        id: 'havana',
        name: 'Havana',
        story: 'Red-brown Havana with dark clouds in it.',
        sizes: ['M'],
        salePrice: '99.00',
      },
    ],
    highlights: ['Wide enough for strong lenses', 'Spring hinges', 'Steel pins that show on the front'],
    grams: 29,
  },
  {
    id: 'linden',
    name: 'Linden',
    kind: 'glasses',
    shape: 'browline',
    story:
      'Acetate brows over a fine metal rim. Linden looks like a reading room on a Sunday and weighs less than a pencil case.',
    material: 'Acetate and stainless steel',
    gender: 'unisex',
    price: '165.00',
    sizes: [{ lens: 50, bridge: 20, temple: 145 }],
    colors: [
      { id: 'black-gold', name: 'Black and Gold', story: 'Black brows, rims in brushed gold.' },
      { id: 'tortoise-gold', name: 'Tortoise and Gold', story: 'Amber tortoise brows over warm gold.' },
      { id: 'olive-gunmetal', name: 'Olive and Gunmetal', story: 'Clear olive brows, rims in dark gunmetal.' },
    ],
    highlights: ['Adjustable silicone nose pads', 'Stainless steel rims', 'Acetate brows fixed with two screws each'],
    grams: 24,
  },
  {
    id: 'traad',
    name: 'Traad',
    kind: 'glasses',
    shape: 'wire',
    story:
      'One thread of titanium, bent into two circles and a bridge. Traad is so light that you will look for it on the table while it is on your nose.',
    material: 'Titanium',
    gender: 'unisex',
    price: '189.00',
    sizes: [{ lens: 48, bridge: 21, temple: 145 }],
    colors: [
      { id: 'gold', name: 'Gold', story: 'Pale gold, satin on the sides.' },
      { id: 'silver', name: 'Silver', story: 'The bare metal, polished.' },
      { id: 'gunmetal', name: 'Gunmetal', story: 'Almost black, with a blue sheen.', availability: 'out_of_stock' },
    ],
    highlights: ['Weighs eleven grams', 'Pure titanium, free of nickel', 'Adjustable nose pads'],
    grams: 11,
  },
  {
    id: 'vind',
    name: 'Vind',
    kind: 'sunglasses',
    shape: 'aviator',
    story:
      'The pilot’s teardrop with a double bridge, a little smaller than the ones in the films. Gradient lenses keep the instruments readable and the sky quiet.',
    material: 'Stainless steel',
    gender: 'unisex',
    price: '179.00',
    sizes: [{ lens: 57, bridge: 15, temple: 140 }],
    colors: [
      { id: 'gold-green', name: 'Gold', story: 'Gold wire with bottle-green lenses.' },
      { id: 'gunmetal-grey', name: 'Gunmetal', story: 'Gunmetal with grey gradient lenses.' },
      {
        id: 'silver-blue',
        name: 'Silver',
        story: 'Polished silver with slate-blue lenses.',
        weekSale: { price: '139.00', cycle: 'second' },
      },
      { id: 'rose-brown', name: 'Rose Gold', story: 'Rose gold with warm brown gradient lenses.' },
    ],
    highlights: ['Lenses block all of UVA and UVB', 'Scratch-resistant inside and out', 'Adjustable nose pads'],
    grams: 25,
  },
  {
    id: 'solveig',
    name: 'Solveig',
    kind: 'sunglasses',
    shape: 'cat-eye',
    story:
      'The corners lift, the rest stays calm. Solveig is a cat-eye for people who thought they could not wear one.',
    material: 'Bio-acetate',
    gender: 'female',
    price: '175.00',
    sizes: [{ lens: 54, bridge: 19, temple: 140 }],
    colors: [
      { id: 'black', name: 'Black', story: 'Black on black, with smoke-grey lenses.' },
      { id: 'tortoise', name: 'Tortoise', story: 'Amber tortoise with brown gradient lenses.' },
      {
        id: 'bordeaux',
        name: 'Bordeaux',
        story: 'A see-through wine red with rose-brown lenses.',
        availability: 'preorder',
      },
    ],
    highlights: [BLOCK_ACETATE, 'Lenses block all of UVA and UVB', 'Comes with a felt case'],
    grams: 31,
  },
  {
    id: 'havn',
    name: 'Havn',
    kind: 'sunglasses',
    shape: 'oversized square',
    story:
      'Large, square and generous, with rounded edges you want to run a thumb along. Havn is made for harbours: low sun, wind, nowhere to be.',
    material: 'Bio-acetate',
    gender: 'female',
    price: '195.00',
    sizes: [{ lens: 56, bridge: 18, temple: 145 }],
    colors: [
      { id: 'tortoise', name: 'Tortoise', story: 'Honey tortoise with brown gradient lenses.' },
      { id: 'black', name: 'Black', story: 'Polished black with grey gradient lenses.' },
      { id: 'champagne', name: 'Champagne', story: 'Pale see-through champagne with soft brown lenses.' },
      { id: 'forest', name: 'Forest', story: 'See-through forest green with green-grey lenses.', salePrice: '149.00' },
    ],
    highlights: ['Six millimetre acetate fronts', 'Lenses block all of UVA and UVB', 'Comes with a felt case'],
    grams: 36,
  },
]

/** File name of the picture of one colour of a model; sizes share it. */
export const pictureFile = (model: Model, color: ModelColor): string => `${model.id}-${color.id}.webp`
