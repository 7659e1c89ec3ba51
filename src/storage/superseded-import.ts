import { AppError } from '../shared/errors.ts'

export const supersededImport = (shopId: string): AppError =>
  new AppError(
    'conflict',
    `shop "${shopId}": this import has ended, or another one of the shop began after it; import the file again`,
  )
