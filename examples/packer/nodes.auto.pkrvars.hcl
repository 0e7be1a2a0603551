# Beside what `winharden render --baseline cis-l1 --baseline eks-node --format packer --out DIR` wrote; Packer takes it by its name.
region             = "eu-central-1"
subnet_id          = "subnet-0123456789abcdef0"
instance_profile   = "packer-windows"
kubernetes_version = "1.33"
windows_release    = "2022"
