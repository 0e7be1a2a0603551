<# What stands between a row's id and its expectation, in the words of docs/formats.md. #>
$AddressWords = @{
    accountPolicy = 'policy'; userRight = 'right'; auditPolicy = 'subcategory'; registry = 'name'; service = 'service'
    feature = 'feature'; localAccount = 'rid', 'property'; installer = 'installer'; gpo = 'gpo'
    permission = 'path'; certificate = 'store', 'thumbprint'; inventory = 'item'
}

function Read-Plan($Plan) {
    <# .SYNOPSIS
    Turns the plan into controls and, for those that apply to this node, the points to look at.
    #>
    foreach ($group in $Plan['groups']) {
        $mismatch = Get-WhenMismatch $group['when']
        foreach ($kind in $group.Keys) {
            if ($kind -eq 'when') { continue }
            foreach ($row in $group[$kind]) {
                if ($kind -ne 'registry') { Add-PlanRow $kind ([ordered]@{}) $row $mismatch }
                else { foreach ($value in $row.GetRange(2, $row.Count - 2)) { Add-PlanRow $kind ([ordered]@{ hive = $row[0]; key = $row[1] }) $value $mismatch } }
            }
        }
    }
    foreach ($waiver in $Plan['waivers']) {
        if ((Get-WhenMismatch $waiver['when']) -or ($waiver['expires'] -and $waiver['expires'] -lt $Run.Report.started.Substring(0, 10))) { continue }
        foreach ($pattern in $waiver['controls']) {
            foreach ($control in $Run.Controls.Values) { if ($control.Id -like $pattern) { $control.Waiver = $waiver['reason'] } }
        }
    }
}

function Get-WhenMismatch($When) {
    <# .SYNOPSIS
    Why a condition does not hold on this node, in words; nothing where it holds.
    #>
    if (-not $When) { return }
    $facts = $Run.Report.node
    foreach ($fact in $When.Keys) {
        if ($facts[$fact] -in $When[$fact]) { continue }
        if ($fact -ne 'release') { return "for nodes with $fact $($When[$fact] -join ' or '), here it is $($facts[$fact])" }
        $here = if ($facts.release) { $facts.release } else { $facts.productName }
        return "for Windows Server $($When[$fact] -join ', '), this node is $here"
    }
}

function Add-Control($Id) {
    <# .SYNOPSIS
    The control of an id, made at its first mention: the report keeps that order.
    #>
    if (-not $Run.Controls.Contains($Id)) { $Run.Controls[$Id] = @{ Id = $Id; Rows = [Collections.ArrayList] @(); Manual = $false; Note = ''; Waiver = $null } }
    $Run.Controls[$Id]
}

function Add-PlanRow($Kind, $Address, $Row, $Mismatch) {
    <# .SYNOPSIS
    Adds one row of the plan to its control: [id, rest of the address, expectation, set?, type?].
    #>
    $control = Add-Control $Row[0]
    if ($Mismatch) { $control.Note = $Mismatch; return }
    if ($Kind -eq 'manual') { $control.Manual = $true; $control.Note = $Row[1]; return }
    $next = 1
    foreach ($word in $AddressWords[$Kind]) { $Address[$word] = $Row[$next++] }
    <# An address of many words stands in the row as an object. #>
    if ($Row[1] -is [Collections.IDictionary]) { $Address = $Row[1] }
    $required = $Row[$next++]
    $expect = $required
    if ($expect -isnot [Collections.IDictionary]) { $expect = @{ equals = $required } }
    $set = if ($next -lt $Row.Count) { , $Row[$next++] }
    foreach ($word in 'equals', 'members') { if ($null -eq $set) { $set = $expect[$word] } }
    $type = if ($next -lt $Row.Count) { $Row[$next] }
    elseif ($Kind -ne 'registry' -or $null -eq $set) { $null }
    elseif ($set -is [string]) { 'REG_SZ' } elseif ($set -is [ValueType]) { 'REG_DWORD' } else { 'REG_MULTI_SZ' }
    $users = @($null)
    if ($Address['hive'] -eq 'HKU') { $users = $Run.Users.Keys }
    $points = @(foreach ($user in $users) { New-Point $control.Id $Kind $Address $user @{ Expect = $expect; Set = $set; Type = $type } })
    [void] $control.Rows.Add(@{ Required = $required; Points = $points })
}

function New-Point($Id, $Kind, $Address, $User, $Plan) {
    <# .SYNOPSIS
    One place on this node that holds a value: an address, for a per-user setting whose hive, and what is planned for it.
    #>
    <# State: as read last; First: before any change; Target: what it is to become, all as {value, and what its kind needs}. #>
    <# Problem: why it could not be read. Failure: why it could not be set. #>
    $Plan + @{ Id = $Id; Kind = $Kind; Address = $Address; User = $User; State = @{}; First = @{}; Problem = ''; Failure = ''; Status = ''; Message = '' }
}
