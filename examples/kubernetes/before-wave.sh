#!/usr/bin/env bash
# Takes the nodes of a wave out of service: cordons and drains them. winharden apply --before-wave ./before-wave.sh
# KUBECTL_CONTEXT, DRAIN_TIMEOUT (600s) and DRAIN_AT_ONCE (5 nodes) are yours to set.
set -euo pipefail

: "${WINHARDEN_NODE_NAMES_FILE:?run me with winharden apply --before-wave}"

if [ "$WINHARDEN_OPERATION" = audit ]; then
  echo 'an audit changes nothing: the nodes stay in service'
  exit 0
fi
if ! [ -s "$WINHARDEN_NODE_NAMES_FILE" ]; then
  echo 'no node of this wave has a name in Kubernetes'
  exit 0
fi

kube() { kubectl ${KUBECTL_CONTEXT:+--context "$KUBECTL_CONTEXT"} "$@"; }

# A node that somebody else cordoned gets no label, so that after-wave.sh leaves it as it was.
while IFS= read -r node; do
  if [ "$(kube get node "$node" --output 'jsonpath={.spec.unschedulable}')" != true ]; then
    kube label node "$node" --overwrite "winharden-cordoned=$WINHARDEN_RUN_ID"
    kube cordon "$node"
  fi
done < "$WINHARDEN_NODE_NAMES_FILE"

# One that cannot be drained makes xargs, and so this script, fail: winharden sends nothing to the wave then.
xargs -n 1 -P "${DRAIN_AT_ONCE:-5}" \
  kubectl ${KUBECTL_CONTEXT:+--context "$KUBECTL_CONTEXT"} drain \
  --ignore-daemonsets --delete-emptydir-data --timeout="${DRAIN_TIMEOUT:-600s}" \
  < "$WINHARDEN_NODE_NAMES_FILE"
