# The words of docs/formats.md for what stands between a row's id and its expectation.
$AddressWords = @{
    accountPolicy = @('policy')
    userRight = @('right')
    auditPolicy = @('subcategory')
    registry = @('hive', 'key', 'name')
    service = @('service')
    feature = @('feature')
    localAccount = @('rid', 'property')
}

function Read-Plan {
    <# .SYNOPSIS
    Turns the plan into controls and, for those that apply to this node, the points to look at.
    #>
    param($Session, [string] $PlanText)
    $plan = ConvertFrom-JsonText $PlanText
    if ($plan['format'] -ne 1) { throw "the plan has format '$($plan['format'])', this engine reads format 1" }
    $Session.Report.baseline = $plan['baseline']
    $Session.Report.plan = $plan['hash']
    $Session.VitalNames = @($plan['vitalServices'])
    if ($Session.Operation -eq 'rollback') { return }
    foreach ($group in $plan['groups']) {
        $mismatch = Get-WhenMismatch $Session.Facts $group['when']
        foreach ($kind in $group.Keys) {
            if ($kind -eq 'when') { continue }
            foreach ($row in $group[$kind]) {
                if ($kind -ne 'registry') { Add-PlanRow $Session $kind $row @() $mismatch; continue }
                for ($index = 2; $index -lt $row.Count; $index++) {
                    Add-PlanRow $Session $kind $row[$index] @($row[0], $row[1]) $mismatch
                }
            }
        }
    }
    Add-Waiver $Session $plan['waivers']
}

function Get-WhenMismatch {
    <# .SYNOPSIS
    Why a condition does not hold on this node, in words; empty where it holds.
    #>
    param($Facts, $When)
    if ($null -eq $When) { return '' }
    foreach ($fact in $When.Keys) {
        $allowed = @($When[$fact])
        $here = $Facts[$fact]
        if ($allowed -contains $here) { continue }
        if ($fact -ne 'release') { return "for nodes with $fact $($allowed -join ' or '), here it is $here" }
        if ($here -eq 0) { $here = $Facts.productName }
        return "for Windows Server $($allowed -join ', '), this node is $here"
    }
    ''
}

function Add-Control {
    <# .SYNOPSIS
    The control of an id, made at its first mention: the report keeps that order.
    #>
    param($Session, [string] $Id)
    if (-not $Session.Controls.Contains($Id)) {
        $rows = [Collections.Generic.List[object]]::new()
        $notes = [Collections.Generic.List[string]]::new()
        $Session.Controls[$Id] = @{ Id = $Id; Rows = $rows; Notes = $notes; Manual = $false; Waiver = $null; Expired = $null }
    }
    $Session.Controls[$Id]
}

function Add-PlanRow {
    <# .SYNOPSIS
    Adds one row of the plan to its control: [id, address…, expectation, set?, type?].
    #>
    param($Session, [string] $Kind, $Row, $Prefix, [string] $Mismatch)
    $control = Add-Control $Session $Row[0]
    if ($Mismatch) { $control.Notes.Add($Mismatch); return }
    if ($Kind -eq 'manual') {
        $control.Manual = $true
        $control.Notes.Add($Row[1])
        return
    }
    $address = [ordered]@{}
    $next = 1
    if ($Kind -eq 'installer') { $address = $Row[$next++] }
    else {
        $values = @($Prefix)
        foreach ($word in $AddressWords[$Kind]) {
            $address[$word] = if ($address.Count -lt $values.Count) { $values[$address.Count] } else { $Row[$next++] }
        }
    }
    $required = $Row[$next++]
    $expect = $required
    if ($expect -isnot [Collections.IDictionary]) { $expect = [ordered]@{ equals = $required } }
    # Assigned, not returned from an if: PowerShell would unroll a list on its way out.
    $set = $null
    if ($next -lt $Row.Count) { $set = $Row[$next++] }
    if ($null -eq $set -and $expect.Contains('equals')) { $set = $expect['equals'] }
    if ($null -eq $set -and $expect.Contains('members')) { $set = $expect['members'] }
    if ($null -eq $set -and $Kind -eq 'auditPolicy') { $set = $expect['includes'] }
    $type = if ($next -lt $Row.Count) { $Row[$next] }
    if ($null -eq $type -and $Kind -eq 'registry') { $type = Get-RegistryType $set }
    $planRow = @{ Required = $required; Points = [Collections.Generic.List[object]]::new(); PerUser = $address['hive'] -eq 'HKU' }
    $control.Rows.Add($planRow)
    $users = if ($planRow.PerUser) { $Session.Users.Sid } else { , $null }
    foreach ($user in $users) {
        $point = New-Point $control.Id $Kind $address $user
        $point.Expect = $expect
        $point.Set = $set
        $point.Type = $type
        $planRow.Points.Add($point)
    }
}

function New-Point {
    <# .SYNOPSIS
    One place on this node that holds a value: an address, and for a per-user setting whose hive.
    #>
    param([string] $Id, [string] $Kind, $Address, $User)
    @{
        Id = $Id; Kind = $Kind; Address = $Address; User = $User; Expect = $null; Set = $null; Type = $null
        # State: what was read last. First: what was read before any change. Target: what it is to become.
        # Problem: why it could not be read. Failure: why it could not be set.
        State = $null; First = $null; Target = $null; Problem = $null; Failure = $null; Status = $null; Message = $null
    }
}

function Get-RegistryType {
    <# .SYNOPSIS
    The registry type that a value without a type stands for; null where the plan leaves it open.
    #>
    param($Value)
    if ($null -eq $Value) { $null }
    elseif ($Value -is [string]) { 'REG_SZ' }
    elseif ($Value -is [Collections.IList]) { 'REG_MULTI_SZ' }
    else { 'REG_DWORD' }
}

function Add-Waiver {
    <# .SYNOPSIS
    Marks the controls that the plan's waivers name, by exact id or by a prefix with a star.
    #>
    param($Session, $Waivers)
    $today = [DateTime]::UtcNow.ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture)
    foreach ($waiver in $Waivers) {
        if (Get-WhenMismatch $Session.Facts $waiver['when']) { continue }
        $expires = $waiver['expires']
        $expired = $null -ne $expires -and [string]::CompareOrdinal($today, $expires) -gt 0
        foreach ($pattern in $waiver['controls']) {
            $prefix = $pattern.TrimEnd('*')
            $waived = if ($prefix -eq $pattern) { $Session.Controls[$pattern] } else {
                foreach ($control in $Session.Controls.Values) {
                    if ($control.Id.StartsWith($prefix, [StringComparison]::Ordinal)) { $control }
                }
            }
            foreach ($control in $waived) {
                if ($expired) { $control.Expired = "its waiver expired on $expires" } else { $control.Waiver = $waiver['reason'] }
            }
        }
    }
}
