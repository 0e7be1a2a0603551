#!/usr/bin/env bash
# Takes the nodes of a wave back into service, those that before-wave.sh cordoned. One that failed stays cordoned, for somebody to look at.
# winharden apply --after-wave ./after-wave.sh
set -euo pipefail

: "${WINHARDEN_NODE_NAMES_FILE:?run me with winharden apply --after-wave}"

kube() { kubectl ${KUBECTL_CONTEXT:+--context "$KUBECTL_CONTEXT"} "$@"; }

echo "wave $WINHARDEN_WAVE: $WINHARDEN_OUTCOME"
while IFS= read -r node; do
  by=$(kube get node "$node" --ignore-not-found --output 'jsonpath={.metadata.labels.winharden-cordoned}')
  if [ "$by" != "$WINHARDEN_RUN_ID" ]; then
    continue
  fi
  if grep -Fxq "$node" "$WINHARDEN_FAILED_NODE_NAMES_FILE"; then
    echo "$node failed and stays cordoned"
    continue
  fi
  kube uncordon "$node"
  kube label node "$node" winharden-cordoned-
done < "$WINHARDEN_NODE_NAMES_FILE"
