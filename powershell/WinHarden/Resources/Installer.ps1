function Read-Installer($Points) {
    <# .SYNOPSIS
    Whether a product is there: its service says so.
    #>
    Invoke-Each $Points {
        $value = if (Test-Key $Run.Machine "$Services\$($point.Address.service)") { 'installed' } else { 'removed' }
        $point.State = @{ value = $value }
    }
}
