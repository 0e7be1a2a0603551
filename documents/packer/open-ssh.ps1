<powershell>
# An SSH server that only Packer's session reaches, with the key that Packer launched the instance with.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$server = Get-WindowsCapability -Online -Name 'OpenSSH.Server*'
if ($server.State -ne 'Installed') { Add-WindowsCapability -Online -Name $server.Name }
$folder = New-Item -ItemType Directory -Force -Path "$env:ProgramData\ssh"
$meta = 'http://169.254.169.254/latest'
$token = Invoke-RestMethod -Method Put -Uri "$meta/api/token" -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
$key = Invoke-RestMethod -Uri "$meta/meta-data/public-keys/0/openssh-key" -Headers @{ 'X-aws-ec2-metadata-token' = $token }
$keys = Join-Path $folder.FullName administrators_authorized_keys
[IO.File]::WriteAllText($keys, $key + [char] 10)
# sshd takes the file only where nobody but SYSTEM (S-1-5-18) and Administrators (S-1-5-32-544) may change it.
& "$env:SystemRoot\System32\icacls.exe" $keys /inheritance:r /grant '*S-1-5-18:F' '*S-1-5-32-544:F'
Set-Service -Name sshd -StartupType Automatic
Start-Service -Name sshd
</powershell>
