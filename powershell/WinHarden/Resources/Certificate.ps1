function Read-Certificate($Points) {
    <# .SYNOPSIS
    Whether a certificate is in a store of the machine, by its thumbprint: wherever Windows collects that store from.
    #>
    Invoke-Each $Points {
        $store, $thumbprint = $point.Address.store, $point.Address.thumbprint
        $value = 'removed'
        foreach ($place in "Microsoft\SystemCertificates\$store", "Policies\Microsoft\SystemCertificates\$store", "Microsoft\EnterpriseCertificates\$store", 'Microsoft\SystemCertificates\AuthRoot') {
            if ($place -like '*AuthRoot' -and $store -ne 'Root') { continue }
            if (Test-Key $Run.Machine "SOFTWARE\$place\Certificates\$thumbprint") { $value = 'installed' }
        }
        $point.State = @{ value = $value }
        $point.Advice = 'only looked at, never set; InstallRoot from https://public.cyber.mil/pki-pke brings the certificates of the DoD'
    }
}
