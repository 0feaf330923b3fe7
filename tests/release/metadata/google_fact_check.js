// What Google asks of each fact check in a JSON-LD file: one line of JSON per review, with the tests that fail or warn.
const { readFileSync } = require('fs')
const { structuredDataTest } = require('structured-data-testing-tool')
const { Google } = require('structured-data-testing-tool/presets')

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const said = (tests) => tests.map((one) => one.test)

async function main () {
  for (const review of document['@graph']) {
    // One page for each review: of several on a page, the tool asks only that any of them has a property.
    const page = `<script type="application/ld+json">${JSON.stringify({ '@context': document['@context'], ...review })}</script>`
    const result = await structuredDataTest(page, { presets: [Google] }).catch((error) => {
      if (error.type !== 'VALIDATION_FAILED') throw error
      return error.res
    })
    const { passed, failed, warnings } = result
    console.log(JSON.stringify({ url: review.url, passed: said(passed), failed: said(failed), warnings: said(warnings) }))
  }
}

main()
