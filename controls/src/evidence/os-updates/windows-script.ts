/**
 * What the update client knows without asking a server: an online search against WSUS can take hours. Besides
 * what is missing it tells the newest change of any update that it ever heard of, which shows a server that
 * stopped synchronising. Dates of this interface are UTC although their kind says nothing.
 *
 * @see https://learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-iupdatesearcher-search
 */
export const updateSearch = `
function Get-Utc($d) { if ($d -is [datetime] -and $d.Year -gt 2000) { $d.ToString('s', [Globalization.CultureInfo]::InvariantCulture) + 'Z' } else { $null } }
$session = New-Object -ComObject Microsoft.Update.Session
$searcher = $session.CreateUpdateSearcher()
$searcher.Online = $false
$found = $searcher.Search("IsInstalled=0 and IsHidden=0 and Type='Software'")
$hidden = $searcher.Search("IsInstalled=0 and IsHidden=1 and Type='Software'")
$installed = $searcher.Search("IsInstalled=1 and Type='Software'")
$dates = @(@($found.Updates) + @($installed.Updates) | ForEach-Object { Get-Utc $_.LastDeploymentChangeTime } | Sort-Object)
$results = (New-Object -ComObject Microsoft.Update.AutoUpdate).Results
[pscustomobject]@{
  resultCode = [int]$found.ResultCode
  hiddenResultCode = [int]$hidden.ResultCode
  serverSelection = [int]$searcher.ServerSelection
  newestChangeAt = $(if ($dates.Count -gt 0) { [string]$dates[-1] } else { $null })
  lastSearchAt = Get-Utc $results.LastSearchSuccessDate
  lastInstallAt = Get-Utc $results.LastInstallationSuccessDate
  rebootRequired = [bool](New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
  updates = @(@($found.Updates) + @($hidden.Updates) | ForEach-Object {
    [pscustomobject]@{
      title = [string]$_.Title
      kb = @($_.KBArticleIDs | ForEach-Object { [string]$_ })
      severity = [string]$_.MsrcSeverity
      hidden = [bool]$_.IsHidden
      categories = @($_.Categories | ForEach-Object { [string]$_.CategoryID })
    }
  })
}`;
