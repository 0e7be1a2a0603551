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
            if ($kind -ne 'registry') { Add-PlanRow $kind @{} $group[$kind] $mismatch; continue }
            foreach ($key in $group[$kind]) { Add-PlanRow $kind ([ordered]@{ hive = $key[0]; key = $key[1] }) $key.GetRange(2, $key.Count - 2) $mismatch }
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
        if ($fact -eq 'instanceId') { return 'for other nodes' }
        if ($fact -ne 'release') { return "for nodes with $fact $($When[$fact] -join ' or '), here it is $($facts[$fact])" }
        $here = if ($facts.release) { $facts.release } else { $facts.productName }
        return "for Windows Server $($When[$fact] -join ', '), this node is $here"
    }
}

function Add-Control($Ids) {
    <# .SYNOPSIS
    The control of each id, made at its first mention: the report keeps that order.
    #>
    foreach ($id in $Ids) {
        if (-not $Run.Controls.Contains($id)) { $Run.Controls[$id] = @{ Id = $id; Rows = [Collections.ArrayList] @(); Manual = $false; Note = ''; Waiver = $null } }
        $Run.Controls[$id]
    }
}

function Add-PlanRow($Kind, $Place, $Rows, $Mismatch) {
    <# .SYNOPSIS
    Adds rows of one place to their controls: [id, rest of the address, expectation, set?, type?].
    #>
    <# Many rows a call, and few calls a row: a call costs more than all the rest that is done for a row. #>
    $controls = @(Add-Control @(foreach ($row in $Rows) { $row[0] }))
    $users = @($null)
    if ($Place['hive'] -eq 'HKU') { $users = $Run.Users.Keys }
    for ($i = 0; $i -lt $controls.Count; $i++) {
        $control = $controls[$i]
        $row = $Rows[$i]
        if ($Mismatch) { $control.Note = $Mismatch; continue }
        if ($Kind -eq 'manual') { $control.Manual = $true; $control.Note = $row[1]; continue }
        $address = [ordered]@{}
        foreach ($word in $Place.Keys) { $address[$word] = $Place[$word] }
        $next = 1
        foreach ($word in $AddressWords[$Kind]) { $address[$word] = $row[$next++] }
        <# An address of many words stands in the row as an object. #>
        if ($row[1] -is [Collections.IDictionary]) { $address = $row[1] }
        $required = $row[$next++]
        $expect = $required
        if ($expect -isnot [Collections.IDictionary]) { $expect = @{ equals = $required } }
        $set = if ($next -lt $row.Count) { , $row[$next++] }
        foreach ($word in 'equals', 'members') { if ($null -eq $set) { $set = $expect[$word] } }
        $type = if ($next -lt $row.Count) { $row[$next] }
        elseif ($Kind -ne 'registry' -or $null -eq $set) { $null }
        elseif ($set -is [string]) { 'REG_SZ' } elseif ($set -is [ValueType]) { 'REG_DWORD' } else { 'REG_MULTI_SZ' }
        $points = @(foreach ($user in $users) { $Untouched + @{ Id = $control.Id; Kind = $Kind; Address = $address; User = $user; Expect = $expect; Set = $set; Type = $type } })
        [void] $control.Rows.Add(@{ Required = $required; Points = $points })
    }
}

<# What a point has before anything was done with it. State: as read last; First: before any change; Target: what it is to become, #>
<# all as {value, and what its kind needs}. Problem: why it could not be read. Failure: why it could not be set. #>
$Untouched = @{ State = @{}; First = @{}; Problem = ''; Failure = ''; Status = ''; Message = '' }

function New-Point($Id, $Kind, $Address, $User, $Plan) {
    <# .SYNOPSIS
    One place on this node that holds a value: an address, for a per-user setting whose hive, and what is planned for it.
    #>
    $Untouched + $Plan + @{ Id = $Id; Kind = $Kind; Address = $Address; User = $User }
}
